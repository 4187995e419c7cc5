from django.urls import path

from zhibu.web.work import assignments, higher_forms, submissions, tasks

urlpatterns = [
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/new/", tasks.task_new, name="task_new"),
    path("tasks/paste/", tasks.task_paste, name="task_paste"),
    path("tasks/<uuid:task_id>/", tasks.task, name="task"),
    path("tasks/<uuid:task_id>/edit/", tasks.task_edit, name="task_edit"),
    path("tasks/<uuid:task_id>/undo/", tasks.task_undo, name="task_undo"),
    path("tasks/<uuid:task_id>/take-over/", tasks.task_take_over, name="task_take_over"),
    path("tasks/<uuid:task_id>/do/<str:act>/", tasks.task_deed, name="task_deed"),
    path("tasks/deeds/<uuid:deed_id>/undo/", tasks.task_deed_undo, name="task_deed_undo"),
    path("assign/", assignments.assignments, name="assignments"),
    path("assign/new/", assignments.assignment_new, name="assignment_new"),
    path("assign/<uuid:assignment_id>/", assignments.assignment, name="assignment"),
    path("assign/<uuid:assignment_id>/withdraw/", assignments.assignment_withdraw, name="assignment_withdraw"),
    path("forms/", higher_forms.higher_forms, name="higher_forms"),
    path("forms/<uuid:form_id>/", higher_forms.higher_form, name="higher_form"),
    path("forms/<uuid:form_id>/filled/", higher_forms.higher_form_filled, name="higher_form_filled"),
    path("forms/<uuid:form_id>/ask/", higher_forms.higher_form_ask, name="higher_form_ask"),
    path("forms/<uuid:form_id>/forget/", higher_forms.higher_form_forget, name="higher_form_forget"),
    path("upward/", submissions.submissions, name="submissions"),
    path("upward/new/<str:kind>/", submissions.submission_new, name="submission_new"),
    path("upward/<uuid:submission_id>/", submissions.submission, name="submission"),
    path("upward/<uuid:submission_id>/reply/", submissions.submission_reply, name="submission_reply"),
    path("upward/<uuid:submission_id>/reply/undo/", submissions.submission_reply_undo, name="submission_reply_undo"),
    path("upward/<uuid:submission_id>/withdraw/", submissions.submission_withdraw, name="submission_withdraw"),
]

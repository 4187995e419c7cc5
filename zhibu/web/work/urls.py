from django.urls import path

from zhibu.web.work import tasks

urlpatterns = [
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/new/", tasks.task_new, name="task_new"),
    path("tasks/<uuid:task_id>/", tasks.task, name="task"),
    path("tasks/<uuid:task_id>/edit/", tasks.task_edit, name="task_edit"),
    path("tasks/<uuid:task_id>/undo/", tasks.task_undo, name="task_undo"),
    path("tasks/<uuid:task_id>/take-over/", tasks.task_take_over, name="task_take_over"),
    path("tasks/<uuid:task_id>/do/<str:act>/", tasks.task_deed, name="task_deed"),
    path("tasks/deeds/<uuid:deed_id>/undo/", tasks.task_deed_undo, name="task_deed_undo"),
]

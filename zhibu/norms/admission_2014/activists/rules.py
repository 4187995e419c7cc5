"""Activists (2014 text): each norm by its days."""

from zhibu.rules.admission_clocks import Count, Limit, Order, judged

decided = judged(Order("admission-activist-decided", ("recommended",), "activist"))
contacts = judged(Count("admission-contacts-one-or-two", "contacts", "contacts_assigned", "培养联系人"))
review = judged(
    Limit("admission-half-year-review", ("activist", "last_review"), "review", stops="target", is_repeated=True)
)

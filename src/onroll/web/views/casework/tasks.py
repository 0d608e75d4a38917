"""What is to be done on a case, by when and why that day, and what became of it? (D2)"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from onroll.accounts.models import User
from onroll.casework.actions import tasks
from onroll.casework.models import Task
from onroll.casework.selectors.tasks import tasks_of
from onroll.web.access import comes_back, path_for
from onroll.web.forms.cases import Because, Done, NewTask
from onroll.web.parts.case_acts import ActPage, act_page, asks, today
from onroll.web.parts.case_page import case_page
from onroll.web.parts.case_standing import task_line


def tasks_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Open tasks, the first due first; then what was done or set aside and why."""
    case, context = case_page(request, reference, "tasks")
    standing, past = tasks_of(request.user, case, context["on"])
    lines = [[task_line(one, context["on"]) for one in part] for part in (standing, past)]
    return render(request, "casework/case_tasks.html", context | {"tasks": lines[0], "past": lines[1]})


def _add(case: int, held: dict[str, Any], **who: Any) -> Task:
    given = held["assigned_to"]
    return tasks.add_task(case=case, **(held | {"assigned_to": User.objects.get(pk=given) if given else None}), **who)


ADD = ActPage(
    "task", "Add a task", "Add task", "The task is added.", asks(NewTask), _add, current="tasks", back="case-tasks"
)


@comes_back
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Something to do by a day."""
    return act_page(request, reference, ADD)


def _task_of(request: HttpRequest, reference: str, number: int) -> Task:
    case, _ = case_page(request, reference, "tasks")
    found = Task.objects.filter(case=case, pk=number).first()
    if found is None:
        raise Http404("No such task on this case")
    return found


@comes_back
def do(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """It is done."""
    task = _task_of(request, reference, number)
    page = ActPage(
        "task", f"Done: {task.title}", "Save", "The task is done.", asks(Done, done_on=today), lambda case, held, **who: tasks.do_task(task=task, **held, **who),
        current="tasks", back="case-tasks",
    )  # fmt: skip
    return act_page(request, reference, page)


@comes_back
def set_aside(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """It won't be done, and why."""
    task = _task_of(request, reference, number)
    page = ActPage(
        "task", f"Set aside: {task.title}", "Set aside", "The task is set aside.", asks(Because, options={"label": "Why it won't be done"}),
        lambda case, held, **who: tasks.waive_task(task=task, **held, **who), current="tasks", back="case-tasks",
    )  # fmt: skip
    return act_page(request, reference, page)


_ONE = "cases/<str:reference>/tasks/"
routes = [
    path_for(_ONE, tasks_page, permission="case.view", name="case-tasks"),
    path_for(f"{_ONE}add/", add, permission="case.work", name="case-task-add"),
    path_for(f"{_ONE}<int:number>/done/", do, permission="case.work", name="case-task-done"),
    path_for(f"{_ONE}<int:number>/set-aside/", set_aside, permission="case.work", name="case-task-aside"),
]

from __future__ import annotations

import pytest

from annotator.errors import Invalid, NotAllowed
from annotator.models import Member, Project, User
from annotator.services import demo, people

pytestmark = pytest.mark.django_db
GOOD = "a long enough sentence"


def sign_up(username="ann", password=GOOD, **kwargs):
    return people.sign_up(username=username, password=password, **kwargs)


def test_the_first_account_owns_the_instance_and_the_second_does_not(settings):
    first = sign_up("ann")
    settings.OPEN_SIGNUP = True
    second = sign_up("bo")
    assert [first.is_superuser, second.is_superuser] == [True, False]
    assert first.check_password(GOOD)


def test_the_people_of_the_demo_do_not_own_the_instance():
    demo.load()
    assert User.objects.exists()
    owner = demo.first_account(username="ann", password=GOOD)
    assert owner.is_superuser
    assert Member.objects.get(project=Project.objects.get(is_demo=True), user=owner).role == "owner"


def test_nobody_can_sign_in_as_a_person_of_the_demo():
    demo.load()
    assert not [user for user in User.objects.all() if user.has_usable_password()]


def test_the_demo_is_made_once():
    assert demo.load() is not None
    assert demo.load() is None


def test_later_accounts_need_an_invitation_or_open_doors(settings):
    sign_up("ann")
    with pytest.raises(NotAllowed):
        sign_up("bo")
    sign_up("bo", invited=True)
    settings.OPEN_SIGNUP = True
    sign_up("cy")


@pytest.mark.parametrize("password", ["", "short", "password", "12345678901", "annabelle-lee", "qwertyuiop"])
def test_a_weak_password_is_refused_with_its_reason(password):
    with pytest.raises(Invalid) as refusal:
        sign_up("annabelle-lee", password)
    assert refusal.value.field == "password"
    assert refusal.value.message.startswith("Th")
    assert not User.objects.exists()


@pytest.mark.parametrize("username", ["", " ", "ann lee", "ann<b>", "x" * 151, "ann\x00"])
def test_a_name_that_cannot_be_is_refused(username):
    with pytest.raises(Invalid) as refusal:
        sign_up(username)
    assert refusal.value.field == "username"


@pytest.mark.parametrize("again", ["ann", "ANN", " Ann ", "\uff41nn"])
def test_a_name_is_taken_whatever_its_case_or_width(again):
    sign_up("ann")
    with pytest.raises(Invalid, match="taken"):
        sign_up(again, invited=True)


@pytest.mark.parametrize(("field", "value"), [("name", "x" * 81), ("email", "not an address")])
def test_what_others_read_of_a_person_is_checked(field, value):
    with pytest.raises(Invalid) as refusal:
        sign_up(**{field: value})
    assert refusal.value.field == field
    user = sign_up()
    with pytest.raises(Invalid) as refusal:
        people.change_profile(user=user, **({"name": "", "email": ""} | {field: value}))
    assert refusal.value.field == field


def test_a_profile_is_kept_trimmed():
    user = people.change_profile(user=sign_up(), name=" Ann Lee ", email=" ann@example.org ")
    user.refresh_from_db()
    assert (user.name, user.email, user.initials) == ("Ann Lee", "ann@example.org", "AL")


@pytest.mark.parametrize(
    ("name", "initials"), [("Ann Lee", "AL"), ("ann", "AN"), ("ann_lee-b", "AL"), ("X", "X"), ("...", "..")]
)
def test_initials_are_one_or_two_letters(name, initials):
    assert User(username="u", name=name).initials == initials

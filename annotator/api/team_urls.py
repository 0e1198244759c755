"""The addresses of a team: its people and invitations, what they go by, their work, what they did."""

from __future__ import annotations

from django.urls import path

from annotator.api import assigning, assignments, audit, guidelines, members, people, rounds

of_the_team = [
    path("me/", people.Me.as_view(), name="me"),
    path("tokens/", people.Tokens.as_view(), name="tokens"),
    path("tokens/current/", people.CurrentToken.as_view(), name="current-token"),
    path("invitations/accept/", members.Accept.as_view(), name="accept"),
    path("invitations/<int:invitation_id>/", members.InvitationDetail.as_view(), name="invitation"),
    path("members/<int:member_id>/", members.MemberDetail.as_view(), name="member"),
    path("projects/<int:project_id>/members/", members.Members.as_view(), name="members"),
    path("projects/<int:project_id>/invitations/", members.Invitations.as_view(), name="invitations"),
    path(
        "projects/<int:project_id>/invitations/mail/",
        members.InvitationMails.as_view(),
        name="invitation-mails",
    ),
    path(
        "invitations/<int:invitation_id>/resend/",
        members.InvitationResend.as_view(),
        name="invitation-resend",
    ),
    path("members/<int:member_id>/pseudonym/", members.MemberPseudonym.as_view(), name="member-pseudonym"),
    path("members/<int:member_id>/transfer/", members.MemberTransfer.as_view(), name="member-transfer"),
    path("projects/<int:project_id>/events/", audit.Events.as_view(), name="events"),
    path(
        "projects/<int:project_id>/events/csv/",
        audit.EventsCsv.as_view(),
        name="events-csv",
    ),
    path(
        "projects/<int:project_id>/events/jsonl/",
        audit.EventsJsonl.as_view(),
        name="events-jsonl",
    ),
    path("projects/<int:project_id>/guidelines/", guidelines.CurrentGuidelines.as_view(), name="guidelines"),
    path(
        "projects/<int:project_id>/guidelines/versions/",
        guidelines.GuidelinesVersions.as_view(),
        name="guidelines-versions",
    ),
    path(
        "projects/<int:project_id>/guidelines/readings/",
        guidelines.GuidelinesReadings.as_view(),
        name="guidelines-readings",
    ),
    path(
        "projects/<int:project_id>/guidelines/<int:version>/",
        guidelines.GuidelinesVersion.as_view(),
        name="guidelines-version",
    ),
    path(
        "projects/<int:project_id>/guidelines/<int:version>/changes/",
        guidelines.GuidelinesChanges.as_view(),
        name="guidelines-changes",
    ),
    path(
        "projects/<int:project_id>/guidelines/<int:version>/restore/",
        guidelines.GuidelinesRestore.as_view(),
        name="guidelines-restore",
    ),
    path("projects/<int:project_id>/blind/", rounds.Blind.as_view(), name="project-blind"),
    path("projects/<int:project_id>/rounds/", rounds.Rounds.as_view(), name="rounds"),
    path("projects/<int:project_id>/rounds/reveal/", rounds.RoundsReveal.as_view(), name="rounds-reveal"),
    path("projects/<int:project_id>/rounds/close/", rounds.RoundsClose.as_view(), name="rounds-close"),
    path("articles/<int:article_id>/rounds/", rounds.ArticleRounds.as_view(), name="article-rounds"),
    path("projects/<int:project_id>/assignments/", assigning.Assignments.as_view(), name="assignments"),
    path(
        "projects/<int:project_id>/assignments/rule/",
        assigning.AssignmentRule.as_view(),
        name="assignment-rule",
    ),
    path(
        "projects/<int:project_id>/assignments/due/",
        assigning.AssignmentsDue.as_view(),
        name="assignments-due",
    ),
    path("projects/<int:project_id>/assignments/pool/", assignments.Pool.as_view(), name="assignment-pool"),
    path("assignments/", assignments.MyAssignments.as_view(), name="my-assignments"),
    path("assignments/<int:assignment_id>/", assigning.AssignmentDetail.as_view(), name="assignment"),
    path(
        "assignments/<int:assignment_id>/done/",
        assignments.AssignmentDone.as_view(),
        name="assignment-done",
    ),
    path(
        "assignments/<int:assignment_id>/reopen/",
        assignments.AssignmentReopen.as_view(),
        name="assignment-reopen",
    ),
    path(
        "assignments/<int:assignment_id>/pause/",
        assignments.AssignmentPause.as_view(),
        name="assignment-pause",
    ),
    path(
        "assignments/<int:assignment_id>/resume/",
        assignments.AssignmentResume.as_view(),
        name="assignment-resume",
    ),
    path(
        "assignments/<int:assignment_id>/give-up/",
        assignments.AssignmentGiveUp.as_view(),
        name="assignment-give-up",
    ),
    path(
        "assignments/<int:assignment_id>/take/",
        assignments.AssignmentTake.as_view(),
        name="assignment-take",
    ),
    path("articles/<int:article_id>/done/", assignments.ArticleDone.as_view(), name="article-done"),
    path("articles/<int:article_id>/time/", assignments.ArticleTime.as_view(), name="article-time"),
]

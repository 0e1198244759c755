"""Every address, one line each."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.i18n import set_language

from annotator.live import events
from annotator.web import (
    articles,
    candidates,
    claims,
    codebooks,
    comparisons,
    exports,
    health,
    imports,
    jobs,
    people,
    projects,
    stories,
)

urlpatterns = [
    path("", projects.home, name="home"),
    path("events/", events.events, name="events"),
    path("healthz", health.healthz, name="healthz"),
    path("sign-in/", people.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("sign-up/", people.sign_up, name="sign-up"),
    path("join/<str:secret>/", people.invitation, name="invitation"),
    path("account/", people.account, name="account"),
    path("language/", set_language, name="language"),
    path("projects/new/", projects.new, name="project-new"),
    path("projects/<int:project_id>/", projects.project, name="project"),
    path("projects/<int:project_id>/settings/", projects.settings, name="project-settings"),
    path("projects/<int:project_id>/delete/", projects.delete, name="project-delete"),
    path("projects/<int:project_id>/members/", projects.members, name="members"),
    path("projects/<int:project_id>/codebook/", codebooks.codebook, name="codebook"),
    path("projects/<int:project_id>/add/", imports.add, name="add"),
    path("projects/<int:project_id>/stories/new/", stories.new, name="story-new"),
    path("projects/<int:project_id>/exports/", exports.exports, name="exports"),
    path("projects/<int:project_id>/work/", jobs.jobs, name="jobs"),
    path("members/<int:member_id>/role/", projects.change_member, name="member-change"),
    path("members/<int:member_id>/remove/", projects.remove_member, name="member-remove"),
    path("invitations/<int:invitation_id>/revoke/", projects.revoke, name="invitation-revoke"),
    path("imports/<uuid:import_id>/", imports.review, name="import"),
    path("imports/<uuid:import_id>/accept/", imports.accept_all, name="import-accept-all"),
    path("imports/<uuid:import_id>/dismiss/", imports.dismiss, name="import-dismiss"),
    path("import-items/<int:item_id>/accept/", imports.accept, name="item-accept"),
    path("import-items/<int:item_id>/adopt/", imports.adopt, name="item-adopt"),
    path("import-items/<int:item_id>/discard/", imports.discard, name="item-discard"),
    path("stories/<int:story_id>/", stories.story, name="story"),
    path("stories/<int:story_id>/edit/", stories.edit, name="story-edit"),
    path("stories/<int:story_id>/delete/", stories.delete, name="story-delete"),
    path("stories/<int:story_id>/restore/", stories.restore, name="story-restore"),
    path(
        "stories/<int:story_id>/candidates/<int:article_id>/accept/",
        candidates.accept,
        name="candidate-accept",
    ),
    path(
        "stories/<int:story_id>/candidates/<int:article_id>/decline/",
        candidates.decline,
        name="candidate-decline",
    ),
    path("stories/<int:story_id>/claims/", claims.create, name="claim-create"),
    path("claims/<uuid:claim_id>/edit/", claims.edit, name="claim-edit"),
    path("claims/<uuid:claim_id>/delete/", claims.delete, name="claim-delete"),
    path("claims/<uuid:claim_id>/restore/", claims.restore, name="claim-restore"),
    path("claims/<uuid:claim_id>/accounts/<int:article_id>/", claims.cell, name="cell"),
    path("articles/<int:article_id>/", articles.read, name="article"),
    path("articles/<int:article_id>/edit/", articles.edit, name="article-edit"),
    path("articles/<int:article_id>/delete/", articles.delete, name="article-delete"),
    path("articles/<int:article_id>/restore/", articles.restore, name="article-restore"),
    path("compare/<int:left_id>/<int:right_id>/", comparisons.compare, name="compare"),
    path("exports/<uuid:export_id>/file/", exports.file, name="export-file"),
    path("exports/<uuid:export_id>/delete/", exports.delete, name="export-delete"),
    path("work/<uuid:job_id>/cancel/", jobs.cancel, name="job-cancel"),
    path("work/<uuid:job_id>/retry/", jobs.retry, name="job-retry"),
    path("api/v1/", include("annotator.api.urls")),
]

"""Every address of the API, one line each."""

from __future__ import annotations

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from annotator.api import annotations as marks
from annotator.api import (
    articles,
    candidates,
    claims,
    codebooks,
    comparisons,
    exports,
    imports,
    jobs,
    missing,
    people,
    projects,
    suggestions,
    presence,
)

app_name = "api"
urlpatterns = [
    path("me/", people.Me.as_view(), name="me"),
    path("tokens/", people.Tokens.as_view(), name="tokens"),
    path("tokens/current/", people.CurrentToken.as_view(), name="current-token"),
    path("invitations/accept/", projects.Accept.as_view(), name="accept"),
    path("invitations/<int:invitation_id>/", projects.InvitationDetail.as_view(), name="invitation"),
    path("members/<int:member_id>/", projects.MemberDetail.as_view(), name="member"),
    path("projects/", projects.Projects.as_view(), name="projects"),
    path("projects/<int:project_id>/", projects.ProjectDetail.as_view(), name="project"),
    path("projects/<int:project_id>/members/", projects.Members.as_view(), name="members"),
    path("projects/<int:project_id>/invitations/", projects.Invitations.as_view(), name="invitations"),
    path("projects/<int:project_id>/events/", projects.Events.as_view(), name="events"),
    path("projects/<int:project_id>/codebook/", codebooks.CurrentCodebook.as_view(), name="codebook"),
    path("projects/<int:project_id>/codebooks/", codebooks.CodebookVersions.as_view(), name="codebooks"),
    path("projects/<int:project_id>/stories/", articles.Stories.as_view(), name="stories"),
    path("projects/<int:project_id>/articles/", articles.Articles.as_view(), name="articles"),
    path("projects/<int:project_id>/imports/", imports.Imports.as_view(), name="imports"),
    path("projects/<int:project_id>/exports/", exports.Exports.as_view(), name="exports"),
    path("projects/<int:project_id>/jobs/", jobs.Jobs.as_view(), name="jobs"),
    path("stories/<int:story_id>/", articles.StoryDetail.as_view(), name="story"),
    path("stories/<int:story_id>/restore/", articles.StoryRestore.as_view(), name="story-restore"),
    path("stories/<int:story_id>/claims/", claims.Claims.as_view(), name="claims"),
    path("stories/<int:story_id>/matrix/", claims.MatrixDetail.as_view(), name="matrix"),
    path(
        "stories/<int:story_id>/comparisons/",
        comparisons.StoryComparisons.as_view(),
        name="story-comparisons",
    ),
    path("stories/<int:story_id>/candidates/", candidates.StoryCandidates.as_view(), name="story-candidates"),
    path(
        "stories/<int:story_id>/candidates/<int:article_id>/accept/",
        candidates.AcceptCandidate.as_view(),
        name="candidate-accept",
    ),
    path(
        "stories/<int:story_id>/candidates/<int:article_id>/decline/",
        candidates.DeclineCandidate.as_view(),
        name="candidate-decline",
    ),
    path(
        "articles/<int:article_id>/candidates/",
        candidates.ArticleCandidates.as_view(),
        name="article-candidates",
    ),
    path("articles/<int:article_id>/", articles.ArticleDetail.as_view(), name="article"),
    path("articles/<int:article_id>/restore/", articles.ArticleRestore.as_view(), name="article-restore"),
    path("revisions/<int:revision_id>/", articles.RevisionDetail.as_view(), name="revision"),
    path("revisions/<int:revision_id>/annotations/", marks.Annotations.as_view(), name="annotations"),
    path("revisions/<int:revision_id>/suggestions/", suggestions.Suggestions.as_view(), name="suggestions"),
    path(
        "revisions/<int:revision_id>/suggestions/seen/",
    path("revisions/<int:revision_id>/presence/", presence.PresenceDetail.as_view(), name="presence"),
    path("revisions/<int:revision_id>/annotations/bulk/", undoing.Bulk.as_view(), name="annotation-bulk"),
    path("revisions/<int:revision_id>/undo/", undoing.Undo.as_view(), name="undo"),
    path("revisions/<int:revision_id>/redo/", undoing.Redo.as_view(), name="redo"),
        suggestions.SuggestionsSeen.as_view(),
        name="suggestions-seen",
    ),
    path(
        "suggestions/<int:suggestion_id>/accept/",
        suggestions.SuggestionAccept.as_view(),
        name="suggestion-accept",
    ),
    path(
        "suggestions/<int:suggestion_id>/reject/",
        suggestions.SuggestionReject.as_view(),
        name="suggestion-reject",
    ),
    path(
        "suggestions/<int:suggestion_id>/answer/",
        suggestions.SuggestionAnswer.as_view(),
        name="suggestion-answer",
    ),
    path("annotations/<uuid:annotation_id>/", marks.AnnotationDetail.as_view(), name="annotation"),
    path(
        "annotations/<uuid:annotation_id>/restore/",
        marks.AnnotationRestore.as_view(),
        name="annotation-restore",
    ),
    path("claims/<uuid:claim_id>/", claims.ClaimDetail.as_view(), name="claim"),
    path("claims/<uuid:claim_id>/restore/", claims.ClaimRestore.as_view(), name="claim-restore"),
    path("claims/<uuid:claim_id>/mentions/", claims.Mentions.as_view(), name="mentions"),
    path(
        "claims/<uuid:claim_id>/mentions/<uuid:annotation_id>/",
        claims.MentionDetail.as_view(),
        name="mention",
    ),
    path("claims/<uuid:claim_id>/cells/<int:article_id>/", claims.CellDetail.as_view(), name="cell"),
    path("imports/<uuid:import_id>/", imports.ImportDetail.as_view(), name="import"),
    path("imports/<uuid:import_id>/dismiss/", imports.DismissImport.as_view(), name="import-dismiss"),
    path("import-items/<int:item_id>/accept/", imports.AcceptItem.as_view(), name="import-item-accept"),
    path("import-items/<int:item_id>/adopt/", imports.AdoptItem.as_view(), name="import-item-adopt"),
    path("import-items/<int:item_id>/discard/", imports.DiscardItem.as_view(), name="import-item-discard"),
    path("comparisons/", comparisons.Comparisons.as_view(), name="comparisons"),
    path("comparisons/<int:comparison_id>/", comparisons.ComparisonDetail.as_view(), name="comparison"),
    path("exports/<uuid:export_id>/", exports.ExportDetail.as_view(), name="export"),
    path("exports/<uuid:export_id>/file/", exports.ExportFile.as_view(), name="export-file"),
    path("jobs/<uuid:job_id>/", jobs.JobDetail.as_view(), name="job"),
    path("jobs/<uuid:job_id>/cancel/", jobs.JobCancel.as_view(), name="job-cancel"),
    path("jobs/<uuid:job_id>/retry/", jobs.JobRetry.as_view(), name="job-retry"),
    path("schema/", SpectacularAPIView.as_view(permission_classes=()), name="schema"),
    path(
        "reference/",
        SpectacularSwaggerSplitView.as_view(
            url_name="api:schema", template_name="api/reference.html", permission_classes=()
        ),
        name="reference",
    ),
    re_path("", missing.missing, name="missing"),
]

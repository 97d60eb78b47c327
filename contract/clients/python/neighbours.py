"""Reads whatever lies around a user_write stage, so that the package decodes every answer of a new installation."""

from collections.abc import Callable
from functools import partial

from authentik_client import AdminApi, CoreApi, FlowsApi, PoliciesApi, RbacApi, RootApi, StagesApi

from checks import Checks, equal
from strict import StrictClient

# The most that every generation gives on one page.
PAGE_SIZE = 100

STAGE_MODEL = "authentik_stages_user_write.userwritestage"


def read(checks: Checks, client: StrictClient) -> None:
    for name, action in singles(client).items():
        checks(name, action)
    lists = {name: checks(name, action, page_size=PAGE_SIZE) for name, action in collections(client).items()}
    read_members(checks, client, lists)


def singles(client: StrictClient) -> dict[str, Callable]:
    """Addresses that are one object, or a list without pages."""
    core, stages = CoreApi(client), StagesApi(client)
    return {
        "root/config": RootApi(client).root_config_retrieve,
        "admin/version": AdminApi(client).admin_version_retrieve,
        "core/brands/current": core.core_brands_current_retrieve,
        "core/users/me": core.core_users_me_retrieve,
        "core/users/paths": core.core_users_paths_retrieve,
        "stages/all/types": stages.stages_all_types_list,
        "stages/all/user_settings": stages.stages_all_user_settings_list,
        "flows/instances/cache_info": FlowsApi(client).flows_instances_cache_info_retrieve,
    }


def collections(client: StrictClient) -> dict[str, Callable]:
    """Addresses that are lists with pages."""
    core, flows, rbac, stages = CoreApi(client), FlowsApi(client), RbacApi(client), StagesApi(client)
    return {
        "stages/user_write": stages.stages_user_write_list,
        "stages/all": stages.stages_all_list,
        "flows/instances": flows.flows_instances_list,
        "flows/bindings": flows.flows_bindings_list,
        "core/groups": core.core_groups_list,
        "core/users": core.core_users_list,
        "core/tokens": core.core_tokens_list,
        "core/brands": core.core_brands_list,
        "core/applications": core.core_applications_list,
        "policies/bindings": PoliciesApi(client).policies_bindings_list,
        "rbac/roles": rbac.rbac_roles_list,
        "rbac/permissions": rbac.rbac_permissions_list,
        "rbac/permissions/assigned_by_roles": partial(rbac.rbac_permissions_assigned_by_roles_list, STAGE_MODEL),
    }


def read_members(checks: Checks, client: StrictClient, lists: dict) -> None:
    """Reads the first of each list by itself, and what uses it."""
    core, flows, stages = CoreApi(client), FlowsApi(client), StagesApi(client)
    flow, binding = first(lists["flows/instances"]), first(lists["flows/bindings"])
    stage, group = first(lists["stages/all"]), first(lists["core/groups"])
    checks("flows/instances/{slug}", same, flow, flows.flows_instances_retrieve, flow.slug)
    checks("flows/instances/{slug}/used_by", flows.flows_instances_used_by_list, flow.slug)
    checks("flows/instances/{slug}/export", exported, flows, flow.slug)
    checks("flows/instances/{slug}/diagram", flows.flows_instances_diagram_retrieve, flow.slug)
    checks("flows/bindings/{id}", same, binding, flows.flows_bindings_retrieve, binding.pk)
    checks("flows/bindings/{id}/used_by", flows.flows_bindings_used_by_list, binding.pk)
    checks("stages/all/{id}", same, stage, stages.stages_all_retrieve, stage.pk)
    checks("stages/all/{id}/used_by", stages.stages_all_used_by_list, stage.pk)
    checks("core/groups/{id}", core.core_groups_retrieve, group.pk)
    checks("core/groups/{id}/used_by", core.core_groups_used_by_list, group.pk)
    checks("core/users/{id}", core.core_users_retrieve, first(lists["core/users"]).pk)


def first(page):
    return page.results[0]


def same(listed: object, retrieve: Callable, key: object) -> None:
    equal("the object by itself", retrieve(key), listed)


def exported(flows: FlowsApi, slug: str) -> None:
    blueprint = bytes(flows.flows_instances_export_retrieve(slug)).decode()
    equal("the export has the flow", f"slug: {slug}" in blueprint, True)

import type { Catalog, ManagedPolicy, PolicyKind } from "./iam_wasm.js";

/**
 * The names of all actions, and all that AWS documents of the services with these prefixes. The
 * services that a policy needs are added by `addServicesOf`.
 */
export function loadCatalog(prefixes?: string[]): Catalog;

/** Adds the services that a policy names to the catalog, and returns it. */
export function addServicesOf(catalog: Catalog, text: string, kind: PolicyKind): Catalog;

/** The policy of this name or ARN among those that AWS manages; undefined where there is none. */
export function managedPolicy(nameOrArn: string): ManagedPolicy | undefined;

/** The names of AWS managed policies that hold every word of the query, the best first. */
export function searchManagedPolicies(query: string): string[];

/** Who has which role on one resource. */
export interface IamPolicy {
  /** Counts the changes; the etag is made of it. */
  revision: number;
  bindings: IamBinding[];
}

export interface IamBinding {
  role: string;
  members: string[];
  condition?: { title: string; description?: string; expression: string };
}

/** Whom a project trusts to identify workloads. Deleted ones go on to exist for 30 days and keep their id taken. */
export interface WorkloadIdentityPool {
  displayName: string;
  description: string;
  disabled: boolean;
  state: "ACTIVE" | "DELETED";
  expireTime?: string;
  /** By provider id. */
  providers: Record<string, WorkloadIdentityProvider>;
}

export interface WorkloadIdentityProvider {
  displayName: string;
  description: string;
  disabled: boolean;
  state: "ACTIVE" | "DELETED";
  expireTime?: string;
  attributeMapping: Record<string, string>;
  attributeCondition: string;
  oidc: { issuerUri: string; allowedAudiences?: string[]; jwksJson?: string };
}

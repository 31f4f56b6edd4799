import type { Value, Values } from "#provider/plugin.ts";
import { type Fields, flag } from "../bridge/schema.ts";
import { isTrue, objects } from "./session.ts";

const CUSTOM_SSO = "WindowsAzureActiveDirectoryCustomSingleSignOnApplication";
const ENTERPRISE = "WindowsAzureActiveDirectoryIntegratedApp";
const GALLERY = "WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1";
const HIDE = "HideApp";

const has = (tags: readonly string[], tag: string): boolean =>
  tags.some((item) => item.toLowerCase() === tag.toLowerCase());

export const FEATURE_TAGS: Fields = {
  customSingleSignOn: flag("optional"),
  enterprise: flag("optional"),
  gallery: flag("optional"),
  hide: flag("optional"),
};

/** Well-known tags, shown as switches. */
export const featureTags = (tags: readonly string[]): Values[] => [
  {
    customSingleSignOn: has(tags, CUSTOM_SSO),
    enterprise: has(tags, ENTERPRISE),
    gallery: has(tags, GALLERY),
    hide: has(tags, HIDE),
  },
];

/** The same under the names that they had before. */
export const features = (tags: readonly string[]): Values[] => [
  {
    customSingleSignOnApp: has(tags, CUSTOM_SSO),
    enterpriseApplication: has(tags, ENTERPRISE),
    galleryApplication: has(tags, GALLERY),
    visibleToUsers: !has(tags, HIDE),
  },
];

export function tagsOfFeatures(switches: Value | undefined): string[] {
  const [one = {}] = objects(switches);
  const tags: string[] = [];
  if (isTrue(one["customSingleSignOn"]) || isTrue(one["customSingleSignOnApp"])) tags.push(CUSTOM_SSO);
  if (isTrue(one["enterprise"]) || isTrue(one["enterpriseApplication"])) tags.push(ENTERPRISE);
  if (isTrue(one["gallery"]) || isTrue(one["galleryApplication"])) tags.push(GALLERY);
  if (isTrue(one["hide"]) || one["visibleToUsers"] === false) tags.push(HIDE);
  return tags;
}

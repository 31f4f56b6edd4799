import { noted } from "../yaml.ts";

/** An expression that GitHub evaluates. */
export const expression = (text: string): string => `\${{ ${text} }}`;

/** An action at one commit, which nobody can move as they can a tag. */
const pinned = (name: string, commit: string, version: string): unknown =>
  noted(`${name}@${commit}`, version);

export const CHECKOUT = pinned("actions/checkout", "de0fac2e4500dabe0009e67214ff5f5447ce83dd", "v6.0.2");
export const CACHE = pinned("actions/cache", "668228422ae6a00e4ad889ee87cd7109ec5666a7", "v5.0.4");
export const UPLOAD = pinned("actions/upload-artifact", "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f", "v7.0.0");
export const DOWNLOAD = pinned(
  "actions/download-artifact",
  "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",
  "v8.0.1",
);
export const GOOGLE = pinned(
  "google-github-actions/auth",
  "7c6bc770dae815cd3e89ee6cdf493a5fab2cc093",
  "v3.0.0",
);
export const AWS = pinned(
  "aws-actions/configure-aws-credentials",
  "8df5847569e6427dd6c4fb1cf565c83acfa8afa7",
  "v6.0.0",
);
export const AZURE = pinned("azure/login", "532459ea530d8321f2fb9bb10d1e0bcf23869a43", "v3.0.0");

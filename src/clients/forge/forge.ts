/** A comment or an issue. */
export interface Post {
  id: number;
  body: string;
}

/** What pipelines write for people: comments on a merge request (a pull request), and issues. */
export interface Forge {
  name: "GitHub" | "GitLab";
  /** On the merge request that the pipeline runs for: those whose author we are, whatever others wrote in our words. */
  comments(): Promise<Post[]>;
  addComment(body: string): Promise<void>;
  changeComment(id: number, body: string): Promise<void>;
  /** The open ones that carry our label and whose author we are. */
  issues(): Promise<Post[]>;
  openIssue(title: string, body: string): Promise<void>;
  changeIssue(id: number, title: string, body: string): Promise<void>;
  closeIssue(id: number, title: string, body: string): Promise<void>;
}

/** The label of our issues. */
export const LABEL = "modern-auth";

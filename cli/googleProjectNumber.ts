import { googleAuth } from "../clients/google/auth.ts";
import { readProject } from "../clients/google/project.ts";

/** The number of a project, or why it could not be read. Never throws. */
export async function readProjectNumber(project: string): Promise<{ value?: string; problem?: string }> {
  try {
    const auth = await googleAuth(process.env);
    return { value: (await readProject({ auth, project })).number };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

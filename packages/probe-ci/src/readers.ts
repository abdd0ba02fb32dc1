import { readGithub } from './github-workflow.ts'
import type { Pipeline, Repo } from './model.ts'

/** Reads the files that a system starts from. */
export type Reader = (repo: Repo, paths: readonly string[]) => Promise<Pipeline[]>

/** By the provider's name in the catalog; in this order the pipelines are listed. */
export const READERS: Readonly<Record<string, Reader>> = {
  github_actions: readGithub,
}

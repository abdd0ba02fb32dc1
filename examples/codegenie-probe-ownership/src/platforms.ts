export type Platform = 'github' | 'gitlab' | 'bitbucket'

/**
 * Where each platform looks, the first that is there counts.
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 * https://docs.gitlab.com/user/project/codeowners/
 * https://support.atlassian.com/bitbucket-cloud/docs/set-up-and-use-code-owners/
 */
const PLACES: Readonly<Record<Platform, readonly string[]>> = {
  github: ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'],
  gitlab: ['CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'],
  bitbucket: ['.bitbucket/CODEOWNERS'],
}

export const CODEOWNERS = [...new Set(Object.values(PLACES).flat())]

/** A section heading is of GitLab alone. */
const SECTION = /^\^?\[[^\]]+\](?:\[\d{1,4}\])?(?:\s|$)/m

/**
 * Which file each platform reads. A file at the root or in docs is read by GitHub and by GitLab: it is taken for GitLab's where a file of
 * GitLab or a section shows that it is used, and for GitHub's unless that is all there is.
 */
export function readers(paths: readonly string[], texts: ReadonlyMap<string, string>): { platform: Platform; path: string }[] {
  const first = (platform: Platform) => PLACES[platform].find((path) => texts.has(path))
  const shows = (start: string) => paths.some((path) => path.startsWith(start))
  const [github, gitlab, bitbucket] = [first('github'), first('gitlab'), first('bitbucket')]
  const isGitlab = gitlab !== undefined && (shows('.gitlab') || SECTION.test(texts.get(gitlab) ?? ''))
  const isGithub = github !== undefined && (!isGitlab || shows('.github/'))
  return [
    ...(isGithub ? [{ platform: 'github' as const, path: github }] : []),
    ...(isGitlab ? [{ platform: 'gitlab' as const, path: gitlab }] : []),
    ...(bitbucket === undefined ? [] : [{ platform: 'bitbucket' as const, path: bitbucket }]),
  ]
}

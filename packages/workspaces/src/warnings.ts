import type { WorkspaceMember } from './find-workspaces.ts'
import type { GlobProblem } from './glob.ts'
import type { WorkspaceContext } from './survey.ts'

const MEANING: Readonly<Record<GlobProblem, string>> = {
  glob_cap_exceeded: 'expected globs that can be expanded, found extglobs, brace ranges, too many alternatives, or more than 1000 globs',
  glob_escape: 'expected globs below the root of the repository, found some that lead out of it',
  glob_invalid: 'expected globs, found some that are malformed or empty',
}

/** One warning of a kind, with the number of globs that it is about: they may be many. */
export function warnOfGlobs(ctx: WorkspaceContext, path: string, problems: readonly GlobProblem[]): void {
  for (const problem of new Set(problems)) {
    const count = problems.filter((other) => other === problem).length
    ctx.warn({ code: `workspaces.${problem}`, path, message: `${MEANING[problem]}: ${count} left out` })
  }
}

/** Looks at the names of one root's members, and warns of the first bad one of a kind. */
export function warnOfNames(ctx: WorkspaceContext, members: readonly WorkspaceMember[]): void {
  const seen = new Set<string>()
  const repeated: WorkspaceMember[] = []
  for (const member of members) {
    if (member.name === null) continue
    if (seen.has(member.name)) repeated.push(member)
    seen.add(member.name)
  }
  const invalid = members.filter(({ name }) => name !== null && !isPackageName(name))
  say(ctx, 'duplicate_name', 'expected a name of its own, found that of another member of the workspace', repeated)
  say(ctx, 'invalid_name', 'expected the name of an npm package, found something that npm refuses', invalid)
}

function say(ctx: WorkspaceContext, problem: string, message: string, [first, ...others]: readonly WorkspaceMember[]): void {
  if (!first) return
  const more = others.length > 0 ? `; ${others.length} more like this` : ''
  ctx.warn({ code: `workspaces.${problem}`, path: first.manifest, message: `${message}${more}` })
}

/** https://github.com/npm/validate-npm-package-name, old names with capital letters included. */
function isPackageName(name: string): boolean {
  return name.length <= 214 && /^(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/i.test(name)
}

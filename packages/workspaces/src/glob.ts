import { compileGlob, GlobError } from '@codegenie/core'
import { below, join } from './survey.ts'

/**
 * What a leading `!` does. `anywhere`: what matches is out, wherever the glob stands. `npm`: the same, but a later glob that lies within
 * what is excluded revokes it. `in_order`: the last glob that matches decides. `literal`: nothing, it is an odd name.
 */
export type Negation = 'anywhere' | 'npm' | 'in_order' | 'literal'

/** A glob that is left out: it leads out of the repository, is more than is expanded, or says nothing. */
export type GlobProblem = 'glob_escape' | 'glob_cap_exceeded' | 'glob_invalid'

/** One glob of a definition. */
export interface WorkspaceGlob {
  /** As it is declared, without `./` and trailing slash. */
  readonly text: string
  readonly negated: boolean
  /** Directory that the segments start at: the root, or one above it. */
  readonly base: string
  readonly segments: readonly string[]
  /** Does it match a package.json, given relative to `base`? */
  readonly matches: (manifest: string) => boolean
}

const MAX_LENGTH = 4096
const OTHER_ROOT = /^(?:\/|~(?:\/|$)|[A-Za-z]:[\\/])/
const SPECIAL = /[*?[\]{}()|!\\]/

/** Reads one glob of a workspace root. */
export function parseWorkspaceGlob(root: string, declared: string): WorkspaceGlob | GlobProblem {
  if (declared.length > MAX_LENGTH) return 'glob_cap_exceeded'
  const bangs = /^(?:!(?!\())*/.exec(declared)![0].length
  const negated = bangs % 2 === 1
  const body = trimEnd(declared.slice(bangs))
  if (body === '' || body.includes('\0')) return 'glob_invalid'
  const place = OTHER_ROOT.test(body) ? undefined : resolve(root, body.split('/'))
  if (!place) return 'glob_escape'
  const text = `${declared.slice(0, bangs)}${body.replace(/^(?:\.\/+)+/, '')}`
  try {
    return { text, negated, ...place, matches: compile(place.segments) }
  } catch (error) {
    if (!(error instanceof GlobError)) throw error
    return /[(){}|]/.test(body) ? 'glob_cap_exceeded' : 'glob_invalid'
  }
}

/** A directory that is meant as it is written, as in rush.json. */
export function literalGlob(root: string, folder: string): WorkspaceGlob | GlobProblem {
  const place = folder.startsWith('/') ? undefined : resolve(root, folder.split('/'))
  if (!place) return 'glob_escape'
  const manifest = [...place.segments, 'package.json'].join('/')
  return { text: place.segments.join('/') || '.', negated: false, ...place, matches: (path) => path === manifest }
}

/** The package.json files that globs of one definition select; `manifests` are sorted. */
export function select(globs: readonly WorkspaceGlob[], negation: Negation, manifests: readonly string[]): Set<string> {
  const selected = new Set<string>()
  for (const glob of inEffect(globs, negation)) {
    for (const manifest of candidates(glob, manifests)) {
      if (selected.has(manifest) !== glob.negated || !glob.matches(glob.base === '.' ? manifest : manifest.slice(glob.base.length + 1)))
        continue
      if (glob.negated) selected.delete(manifest)
      else selected.add(manifest)
    }
  }
  return selected
}

/** The globs in the order in which each may add to, or take from, what those before it have selected. */
function inEffect(globs: readonly WorkspaceGlob[], negation: Negation): readonly WorkspaceGlob[] {
  if (negation === 'in_order') return globs
  const positive = globs.filter((glob) => !glob.negated)
  if (negation === 'literal') return positive
  const isRevoked = (negated: WorkspaceGlob) =>
    globs.slice(globs.indexOf(negated)).some((later) => !later.negated && negated.matches(join(later.segments.join('/'), 'package.json')))
  return [...positive, ...globs.filter((glob) => glob.negated && !(negation === 'npm' && isRevoked(glob)))]
}

/** Those below the glob's literal directories; a glob that is literal as a whole costs one look-up. */
function candidates({ base, segments }: WorkspaceGlob, manifests: readonly string[]): readonly string[] {
  const special = segments.findIndex((segment) => SPECIAL.test(segment))
  const literal = special === -1 ? segments : segments.slice(0, special)
  return below(manifests, literal.reduce(join, base))
}

/** Takes `.` and `..` out of the segments; `undefined` when they lead out of the repository. */
function resolve(root: string, written: readonly string[]): { base: string; segments: readonly string[] } | undefined {
  const base = root === '.' ? [] : root.split('/')
  const segments: string[] = []
  for (const segment of written) {
    if (segment === '' || segment === '.') continue
    if (segment !== '..') segments.push(segment)
    else if (segments.pop() === undefined && base.pop() === undefined) return undefined
  }
  return { base: base.join('/') || '.', segments }
}

const HIDDEN = /(?:^|\/)\./

/** Throws `GlobError`. */
function compile(segments: readonly string[]): (manifest: string) => boolean {
  const { wanted, unwanted } = withoutExtglobs(segments)
  const [isWanted, ...isUnwanted] = [wanted, ...unwanted].map((parts) => compileGlob([...parts, 'package.json'].join('/')))
  // No tool's wildcards match a name that begins with a dot.
  const dotted = segments.filter((segment) => segment.startsWith('.')).map(compileGlob)
  const isMeant = (name: string) => !name.startsWith('.') || dotted.some((matches) => matches(name))
  return (manifest) =>
    isWanted!(manifest) &&
    !isUnwanted.some((matches) => matches(manifest)) &&
    (!HIDDEN.test(manifest) || manifest.split('/').every(isMeant))
}

/** `!(a|b)` and `@(a|b)` as a whole segment are what people write; other extglobs stay, and are refused. */
function withoutExtglobs(segments: readonly string[]): { wanted: string[]; unwanted: string[][] } {
  const groups = segments.map((segment) => /^([!@])\(([^()]+)\)$/.exec(segment))
  const names = groups.map((group, i) => (group ? braces(group[2]!.split('|')) : segments[i]!))
  const wanted = names.map((name, i) => (groups[i]?.[1] === '!' ? '*' : name))
  return { wanted, unwanted: names.flatMap((name, i) => (groups[i]?.[1] === '!' ? [wanted.with(i, name)] : [])) }
}

function braces(alternatives: readonly string[]): string {
  return alternatives.length === 1 ? alternatives[0]! : `{${alternatives.join(',')}}`
}

function trimEnd(path: string): string {
  let end = path.length
  while (end > 1 && path[end - 1] === '/') end--
  return path.slice(0, end)
}

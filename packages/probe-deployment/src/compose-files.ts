import { compareBytes } from '@codegenie/core'
import { composeIncludes, composeServices } from './compose.ts'
import { type ComposeSource, composeProjects } from './compose-projects.ts'
import { type Context, prefixed, readFile } from './context.ts'
import { asMap, get, isMap, type Located } from './documents.ts'
import { directoryOf, joinPath, nameOf } from './paths.ts'
import { reachOf } from './reach.ts'
import type { ComposeFile, ComposeProject } from './schema-compose.ts'
import type { Proven } from './workload.ts'

const COMPOSE_NAMES = ['**/compose*.{yaml,yml}', '**/*docker-compose*.{yaml,yml}', '**/docker-stack*.{yaml,yml}']

export interface ComposeFacts {
  readonly files: Proven<ComposeFile>[]
  readonly projects: Proven<ComposeProject>[]
  readonly sources: readonly ComposeSource[]
}

/** Files that are named like compose files and hold services, and those that they include or extend. */
export async function composeFiles(ctx: Context): Promise<ComposeFacts> {
  const found: Proven<ComposeFile>[] = []
  const sources: ComposeSource[] = []
  const queue = [...new Set(COMPOSE_NAMES.flatMap((glob) => ctx.match(glob)))]
  const seen = new Set(queue)
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const read = await composeFile(ctx, path)
    if (!read) continue
    found.push(read.facts)
    if (read.source) sources.push(read.source)
    for (const next of read.facts.value.includes)
      if (!seen.has(next) && /\.ya?ml$/.test(next) && ctx.has(next)) {
        seen.add(next)
        queue.push(next)
      }
  }
  const byPath = (a: { value: ComposeFile }, b: { value: ComposeFile }) => compareBytes(a.value.path, b.value.path)
  return { files: found.sort(byPath), projects: composeProjects(ctx, sources.sort(byPath)), sources }
}

async function composeFile(
  ctx: Context,
  path: string,
): Promise<{ facts: Proven<ComposeFile>; source: ComposeSource | undefined } | undefined> {
  const text = await ctx.text(path)
  const isTemplate = text !== undefined && /\{\{|\{%/.test(text)
  if (text === undefined || !/^services:/m.test(text)) return undefined
  const whole = isTemplate ? undefined : await readFile(ctx, path)
  if (!isTemplate && (!whole || !isMap(get(whole.value, 'services')))) return undefined
  const file = whole && withFewServices(ctx, path, whole)
  const services = file ? composeServices(file) : []
  const value: ComposeFile = {
    path,
    reach: reachOf(path),
    kind: isTemplate ? 'template' : kindOf(path),
    includes: file ? includesOf(ctx, path, composeIncludes(file)) : [],
    services: services.map((service) => service.value),
  }
  for (const { value: service } of services) warnOfEscape(ctx, path, [service.build?.context, ...service.env_files])
  const evidence = new Map<string, string | readonly string[]>([['', file?.at('services') ?? path]])
  for (const [index, service] of services.entries())
    for (const [fact, place] of prefixed(`services.${index}`, service.evidence)) evidence.set(fact, place)
  return { facts: { value, evidence }, source: file && { value, file, text } }
}

const MAX_SERVICES = 2000

function withFewServices(ctx: Context, path: string, file: Located): Located {
  const services = Object.entries(asMap(get(file.value, 'services')))
  if (services.length <= MAX_SERVICES) return file
  const message = `expected at most ${MAX_SERVICES} services, found ${services.length}; those that come later were not read`
  ctx.warn({ code: 'compose.service_cap_exceeded', path, message })
  return { ...file, value: { ...asMap(file.value), services: Object.fromEntries(services.slice(0, MAX_SERVICES)) } }
}

function kindOf(path: string): ComposeFile['kind'] {
  const name = nameOf(path)
  if (/^docker-stack/.test(name)) return 'stack'
  if (/^(docker-)?compose\.ya?ml$/.test(name)) return 'base'
  return /override\.ya?ml$/.test(name) ? 'override' : 'variant'
}

function includesOf(ctx: Context, path: string, included: readonly string[]): string[] {
  warnOfEscape(ctx, path, included)
  return included.flatMap((each) => (isLocal(each) ? (joinPath(directoryOf(path), each) ?? []) : []))
}

/** What lies outside is never opened; a path with a variable in it may lie anywhere. */
function warnOfEscape(ctx: Context, path: string, places: readonly (string | null | undefined)[]): void {
  const escapes = places.some((place) => place && isLocal(place) && joinPath(directoryOf(path), place) === undefined)
  if (escapes)
    ctx.warn({
      code: 'compose.path_outside_repo',
      path,
      message: 'a build, an include or a file of variables lies outside the repository and was not read',
    })
}

const isLocal = (place: string): boolean =>
  !place.includes('://') && !place.includes('$') && !place.startsWith('~') && !place.startsWith('git@')

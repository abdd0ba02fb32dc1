import { compareBytes, type Json } from '@codegenie/core'
import type { ComposeSource } from './compose-projects.ts'
import { type Context, prefixed, readFile } from './context.ts'
import { asMap, asText, asTexts, get, isMap, type JsonMap, type Key, type Located, startOf } from './documents.ts'
import { directoryOf } from './paths.ts'
import { reachOf } from './reach.ts'
import type { BakeFile, BakeTarget } from './schema-bake.ts'
import type { Proven } from './workload.ts'

export const BAKE_FILES = ['**/docker-bake.{hcl,json}', '**/docker-bake.override.{hcl,json}']

const MAX_INHERITED = 100

/** The targets of bake files, and of what compose files say for bake: https://docs.docker.com/build/bake/reference/ */
export async function bakeFiles(ctx: Context, compose: readonly ComposeSource[]): Promise<Proven<BakeFile>[]> {
  const found: Proven<BakeFile>[] = []
  const files = new Map<string, Located>()
  for (const path of [...new Set(BAKE_FILES.flatMap((glob) => ctx.match(glob)))]) {
    const file = path.endsWith('.json') ? await readFile(ctx, path) : await readHcl(ctx, path)
    if (file && isMap(file.value)) files.set(path, file)
  }
  for (const [path, file] of files) found.push(bakeFacts(path, file, inheritable(path, files)))
  for (const source of compose) {
    const facts = composeFacts(source)
    if (facts) found.push(facts)
  }
  return found.sort((a, b) => compareBytes(a.value.path, b.value.path))
}

async function readHcl(ctx: Context, path: string): Promise<Located | undefined> {
  const text = await ctx.text(path)
  if (text === undefined) return undefined
  const { readTerraform } = await import('./terraform-file.ts')
  const file = readTerraform(path, text)
  if ('problem' in file) return undefined
  if (file.brokenAt !== null)
    ctx.warn({ code: 'bake.parse_error', path, message: `expected HCL, found something else at line ${file.brokenAt}` })
  return file
}

type Targets = ReadonlyMap<string, { readonly body: JsonMap; readonly keys: readonly Key[] }>

function targetsOf({ value }: Located): Map<string, { body: JsonMap; keys: readonly Key[] }> {
  const found = new Map<string, { body: JsonMap; keys: readonly Key[] }>()
  for (const [name, given] of Object.entries(asMap(get(value, 'target')))) {
    const isList = Array.isArray(given)
    found.set(name, { body: asMap(isList ? (given as readonly Json[])[0] : given), keys: ['target', name, ...(isList ? [0] : [])] })
  }
  return found
}

/** Bake reads the files beside each other as one. */
function inheritable(path: string, files: ReadonlyMap<string, Located>): Targets {
  const beside = [...files].filter(([other]) => directoryOf(other) === directoryOf(path))
  return new Map(beside.flatMap(([, file]) => [...targetsOf(file)]))
}

function bakeFacts(path: string, file: Located, all: Targets): Proven<BakeFile> {
  const evidence = new Map<string, string | readonly string[]>([['', startOf(file)]])
  const targets = [...targetsOf(file)].sort(([a], [b]) => compareBytes(a, b))
  const groups = Object.entries(asMap(get(file.value, 'group'))).sort(([a], [b]) => compareBytes(a, b))
  for (const [index, [name]] of groups.entries()) evidence.set(`groups.${index}`, file.at('group', name))
  for (const [index, [, { keys }]] of targets.entries()) evidence.set(`targets.${index}`, file.at(...keys))
  const known = new Map<string, JsonMap>()
  const value: BakeFile = {
    path,
    reach: reachOf(path),
    groups: groups.map(([name, given]) => ({ name, targets: asTexts(get(Array.isArray(given) ? (given[0] as Json) : given, 'targets')) })),
    targets: targets.map(([name, { body }]) => targetFacts(name, inherited(body, all, known, []))),
  }
  return { value, evidence }
}

/** Later ones of `inherits` win over earlier ones, the target itself over all of them; maps are merged. */
function inherited(body: JsonMap, all: Targets, known: Map<string, JsonMap>, above: readonly string[]): JsonMap {
  let merged: JsonMap = {}
  for (const name of asTexts(body['inherits'])) {
    const other = all.get(name)
    if (!other || above.includes(name) || above.length >= MAX_INHERITED) continue
    const found = known.get(name) ?? inherited(other.body, all, known, [...above, name])
    known.set(name, found)
    merged = over(merged, found)
  }
  return over(merged, body)
}

function over(base: JsonMap, body: JsonMap): JsonMap {
  const merged = new Map(Object.entries(base))
  for (const [key, value] of Object.entries(body)) merged.set(key, isMap(value) ? { ...asMap(merged.get(key)), ...value } : value)
  return Object.fromEntries(merged)
}

function targetFacts(name: string, body: JsonMap): BakeTarget {
  return {
    name,
    inherits: asTexts(body['inherits']),
    context: asText(body['context']),
    dockerfile: asText(body['dockerfile']),
    target: asText(body['target']),
    tags: asTexts(body['tags']),
    platforms: asTexts(body['platforms']),
    arg_names: Object.keys(asMap(body['args'])).sort(),
    contexts: Object.keys(asMap(body['contexts'])).sort(),
  }
}

/** `x-bake` below the `build` of a service. */
function composeFacts({ value: { path, reach, services }, file }: ComposeSource): Proven<BakeFile> | undefined {
  const evidence = new Map<string, string | readonly string[]>([['', file.at('services')]])
  const targets = services.flatMap(({ name, build }) => {
    const given = get(file.value, 'services', name, 'build', 'x-bake')
    if (!build || !isMap(given)) return []
    return [
      { name, facts: targetFacts(name, { context: build.context, dockerfile: build.dockerfile, target: build.target, ...given }), build },
    ]
  })
  for (const [index, { name }] of targets.entries())
    for (const [fact, place] of prefixed(`targets.${index}`, new Map([['', file.at('services', name, 'build', 'x-bake')]])))
      evidence.set(fact, place)
  const values = targets.map(({ facts, build }) => ({ ...facts, arg_names: [...new Set([...build.arg_names, ...facts.arg_names])].sort() }))
  return values.length === 0 ? undefined : { value: { path, reach, groups: [], targets: values }, evidence }
}

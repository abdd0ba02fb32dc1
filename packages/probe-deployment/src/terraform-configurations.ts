import { compareBytes } from '@codegenie/core'
import { type Context, prefixed } from './context.ts'
import { asMap, asText, get } from './documents.ts'
import { directoryOf, joinPath } from './paths.ts'
import { reachOf } from './reach.ts'
import type { Terraform, TerraformConfiguration } from './schema-terraform.ts'
import { blocks, readTerraform, resourceFacts, type TerraformFile } from './terraform-file.ts'
import type { Proven } from './workload.ts'

type Item<T> = { readonly value: T; readonly place: string }
type Provider = TerraformConfiguration['providers'][number]

/** What the files of each directory say together: https://developer.hashicorp.com/terraform/language. Nothing is evaluated. */
export async function terraformConfigurations(ctx: Context, files: readonly string[]): Promise<Proven<Terraform>> {
  const byDirectory = new Map<string, [string, TerraformFile][]>()
  for (const path of files) {
    const text = await ctx.text(path)
    if (text === undefined || ctx.signal.aborted) continue
    const file = readTerraform(path, text)
    if ('problem' in file) {
      ctx.warn({ code: `file.${file.problem}`, path, message: file.message })
      continue
    }
    if (file.brokenAt !== null)
      ctx.warn({ code: 'terraform.parse_error', path, message: `expected HCL, found something else at line ${file.brokenAt}` })
    const directory = directoryOf(path)
    const beside = byDirectory.get(directory) ?? []
    byDirectory.set(directory, beside)
    beside.push([path, file])
  }
  const found = [...byDirectory].sort(([a], [b]) => compareBytes(a, b)).map(([directory, read]) => configuration(ctx, directory, read))
  const evidence = new Map<string, string | readonly string[]>([['', files[0]!]])
  for (const [index, each] of found.entries())
    for (const [fact, place] of prefixed(`configurations.${index}`, each.evidence)) evidence.set(fact, place)
  return { value: { status: 'read', files: [...files], configurations: found.map((each) => each.value) }, evidence }
}

function configuration(ctx: Context, directory: string, files: readonly [string, TerraformFile][]): Proven<TerraformConfiguration> {
  const evidence = new Map<string, string | readonly string[]>([['', files[0]![0]]])
  const settings = files.flatMap(([, file]) => blocks(file.value, 'terraform', 0).map((block) => ({ file, block })))
  const setting = (fact: string, key: string, from: (value: ReturnType<typeof get>) => string | null): string | null => {
    for (const { file, block } of settings) {
      const found = from(get(block.body, key))
      if (found === null) continue
      evidence.set(fact, file.at(...block.keys, key))
      return found
    }
    return null
  }
  const lists = { providers: providers(files), modules: modules(ctx, directory, files), resources: resources(files) }
  for (const [fact, items] of Object.entries(lists)) for (const [i, { place }] of items.entries()) evidence.set(`${fact}.${i}`, place)
  const value: TerraformConfiguration = {
    path: directory,
    reach: reachOf(files[0]![0]),
    required_version: setting('required_version', 'required_version', (found) => asText(found)),
    backend:
      setting('backend', 'backend', (found) => (found === undefined ? null : (Object.keys(asMap(found))[0] ?? null))) ??
      setting('backend', 'cloud', (found) => (found === undefined ? null : 'cloud')),
    providers: lists.providers.map((item) => item.value),
    modules: lists.modules.map((item) => item.value),
    resources: lists.resources.map((item) => item.value),
  }
  return { value, evidence }
}

/** Those that are required, and those that are only configured. */
function providers(files: readonly [string, TerraformFile][]): Item<Provider>[] {
  const found = new Map<string, { value: Provider; place: string }>()
  for (const [, file] of files)
    for (const { body, keys } of blocks(file.value, 'terraform', 0))
      for (const required of blocks(body, 'required_providers', 0, keys))
        for (const [name, given] of Object.entries(required.body as Record<string, never>)) {
          const version = asText(given) ?? asText(get(given, 'version'))
          const value = { name, source: asText(get(given, 'source')), version, regions: [] }
          found.set(name, { value, place: file.at(...required.keys, name) })
        }
  for (const [, file] of files)
    for (const { labels, body, keys } of blocks(file.value, 'provider', 1)) {
      const name = labels[0]!
      const known = found.get(name) ?? {
        value: { name, source: null, version: asText(get(body, 'version')), regions: [] },
        place: file.at(...keys),
      }
      const region = asText(get(body, 'region'))
      const regions = region === null || region.includes('${') ? known.value.regions : [...new Set([...known.value.regions, region])].sort()
      found.set(name, { ...known, value: { ...known.value, regions } })
    }
  return [...found.values()].sort((a, b) => compareBytes(a.value.name, b.value.name))
}

function modules(
  ctx: Context,
  directory: string,
  files: readonly [string, TerraformFile][],
): Item<TerraformConfiguration['modules'][number]>[] {
  const found = files.flatMap(([path, file]) =>
    blocks(file.value, 'module', 1).map(({ labels, body, keys }) => {
      const source = asText(get(body, 'source'))
      const isLocal = source !== null && /^\.\.?(\/|$)/.test(source)
      const target = isLocal ? joinPath(directory, source) : null
      if (target === undefined)
        ctx.warn({ code: 'terraform.module_outside_repo', path, message: 'a module lies outside the repository and was not read' })
      const value = {
        name: labels[0]!,
        source: source?.replace(/:\/\/[^/@]{0,500}@/, '://') ?? null,
        version: asText(get(body, 'version')),
        path: target ?? null,
      }
      return { value, place: file.at(...keys) }
    }),
  )
  return found.sort((a, b) => compareBytes(a.value.name, b.value.name))
}

function resources(files: readonly [string, TerraformFile][]): Item<TerraformConfiguration['resources'][number]>[] {
  const found = files.flatMap(([path, file]) =>
    blocks(file.value, 'resource', 2).map(({ labels, body, keys }) => ({
      value: resourceFacts(path, labels, body),
      place: file.at(...keys),
    })),
  )
  return found.sort((a, b) => compareBytes(`${a.value.type}.${a.value.name}`, `${b.value.type}.${b.value.name}`))
}

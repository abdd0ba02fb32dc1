import { type Json, jsonLine, parseJson } from '@codegenie/core'
import { toJson } from '@codegenie/workspaces'
import type { Context, Package } from './projects.ts'
import type { NodeSource } from './schema.ts'

/** Globs of the files that say which Node a project is developed with. */
export const NODE_READS = [
  '**/.nvmrc',
  '**/.node-version',
  '**/.tool-versions',
  '**/mise.toml',
  '**/.mise.toml',
  '**/.config/mise.toml',
  '**/.prototools',
  '**/devcontainer.json',
  '**/.devcontainer.json',
]

/** What a package.json says of Node; `devEngines`: https://docs.npmjs.com/cli/configuring-npm/package-json#devengines */
export function manifestNode({ manifest, path }: Package, at: Context['at']): NodeSource[] {
  const found: NodeSource[] = []
  const add = (role: NodeSource['role'], kind: string, value: unknown, ...keys: string[]) => {
    if (typeof value === 'string' && value.trim() !== '') found.push({ role, kind, value: value.trim(), source: at(path, ...keys) })
  }
  if (Object.hasOwn(manifest.engines, 'node')) add('supports', 'engines', manifest.engines['node'], 'engines', 'node')
  if (Object.hasOwn(manifest.volta, 'node')) add('dev', 'volta', bare(manifest.volta['node']), 'volta', 'node')
  for (const runtime of [manifest.devEngines?.runtime].flat()) {
    if (isObject(runtime) && runtime['name'] === 'node') add('dev', 'devEngines', runtime['version'], 'devEngines', 'runtime')
  }
  return found
}

/** What the files of version managers say, by directory. */
export async function fileNodes(ctx: Context): Promise<(directory: string) => readonly NodeSource[]> {
  const present = new Set(NODE_READS.flatMap((glob) => ctx.match(glob)))
  const found = new Map<string, NodeSource[]>()
  for (const [name, kind, read] of FILES) {
    for (const path of present) {
      if (path !== name && !path.endsWith(`/${name}`)) continue
      const text = await ctx.text(path)
      const [value, line] = (text !== undefined && read(text)) || []
      const directory = path === name ? '.' : path.slice(0, -name.length - 1)
      const source = line ? `${path}:${line}` : path
      if (value) found.set(directory, [...(found.get(directory) ?? []), { role: 'dev', kind, value: bare(value), source }])
    }
  }
  return (directory) => found.get(directory) ?? []
}

/** Value and line, where the text has one. */
type Read = (text: string) => readonly [string, number | undefined] | undefined

const FILES: readonly (readonly [string, string, Read])[] = [
  ['.nvmrc', 'nvmrc', firstLine],
  ['.node-version', 'node-version', firstLine],
  ['.tool-versions', 'tool-versions', (text) => lineOf(text, /^\s*node(?:js)?\s+([^\s#]+)/)],
  ['mise.toml', 'mise', toolsTable],
  ['.mise.toml', 'mise', toolsTable],
  ['.config/mise.toml', 'mise', toolsTable],
  ['.prototools', 'proto', (text) => lineOf(beforeTables(text), /^\s*node\s*=\s*["']([^"']+)["']/)],
  ['.devcontainer/devcontainer.json', 'devcontainer', devcontainer],
  ['.devcontainer.json', 'devcontainer', devcontainer],
]

/** The lines of a TOML file that belong to no table. */
function beforeTables(text: string): string {
  const lines = text.split('\n')
  const table = lines.findIndex((line) => line.trimStart().startsWith('['))
  return table === -1 ? text : lines.slice(0, table).join('\n')
}

/** https://github.com/nvm-sh/nvm#nvmrc: one version, comments after `#`. */
function firstLine(text: string): readonly [string, number] | undefined {
  return lineOf(text, /^\s*([^\s#=]+)/)
}

function lineOf(text: string, pattern: RegExp): readonly [string, number] | undefined {
  for (const [i, line] of text.split('\n').entries()) {
    const value = line.length < 1000 ? pattern.exec(line)?.[1] : undefined
    if (value) return [value, i + 1]
  }
  return undefined
}

/** `node` of `[tools]`: https://mise.jdx.dev/configuration.html; of several versions the first, which is the one in use. */
function toolsTable(text: string): readonly [string, number] | undefined {
  let table = ''
  for (const [i, line] of text.split('\n').entries()) {
    if (line.length > 1000) continue
    table = /^\s*\[([^\]]+)\]/.exec(line)?.[1]?.trim() ?? table
    const isVersion = table === 'tools.node' ? /^\s*version\s*=/.test(line) : table === 'tools' && NODE_KEY.test(line)
    const value = isVersion ? /=\s*(?:\[\s*|\{[^"']*version\s*=\s*)?["']([^"']+)["']/.exec(line)?.[1] : undefined
    if (value) return [value, i + 1]
  }
  return undefined
}

const NODE_KEY = /^\s*["']?(?:core:)?node(?:js)?["']?\s*=/

/** The feature for Node, else the tag of an image made for it: https://containers.dev/implementors/json_reference */
function devcontainer(text: string): readonly [string, number | undefined] | undefined {
  const json = toJson(text)
  const parsed = parseJson(json)
  const value: Json | undefined = 'value' in parsed ? parsed.value : undefined
  if (!isObject(value)) return undefined
  for (const [name, feature] of Object.entries(isObject(value['features']) ? value['features'] : {})) {
    if (!/\/node:[\w.]+$/.test(name) || !isObject(feature) || typeof feature['version'] !== 'string') continue
    return [feature['version'], jsonLine(json, ['features', name, 'version'])]
  }
  const image = typeof value['image'] === 'string' ? value['image'] : ''
  const tag = /(?:javascript-node|typescript-node|\/node|^node):(?:[\d.]+-)?(\d[\d.]*)(?:-[a-z]+)?$/.exec(image.slice(0, 300))?.[1]
  return tag ? [tag, jsonLine(json, ['image'])] : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `v22.1.0` is 22.1.0. */
function bare<T>(value: T): T {
  return (typeof value === 'string' ? value.replace(/^v(?=\d)/, '') : value) as T
}

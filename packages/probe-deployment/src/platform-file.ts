import type { Platform as CatalogPlatform } from '@codegenie/catalogs/platforms'
import { type Json, jsonLine, parseJson } from '@codegenie/core'
import { toJson } from '@codegenie/workspaces'
import { type Context, readFile } from './context.ts'
import { asMap, get, isMap, type Key, type Located, placesIn } from './documents.ts'
import { tomlLines } from './toml-lines.ts'

export type Format = CatalogPlatform['format']

/** A platform's file in its format; `undefined` when it cannot be read, of which a warning says why. */
export async function readPlatformFile(ctx: Context, path: string, format: Format): Promise<Located | undefined> {
  if (format === 'yaml') return isTemplated(await ctx.text(path)) ? undefined : readFile(ctx, path)
  const text = await ctx.text(path)
  if (text === undefined) return undefined
  if (format === 'procfile') return readProcfile(path, text)
  return format === 'toml' ? readToml(ctx, path, text) : readJsonc(ctx, path, text)
}

const isTemplated = (text: string | undefined): boolean => text?.includes('{{') === true

function readJsonc(ctx: Context, path: string, text: string): Located | undefined {
  const json = toJson(text)
  const parsed = parseJson(json)
  if ('problem' in parsed) return void ctx.warn({ code: `file.${parsed.problem}`, path, message: parsed.message })
  return isMap(parsed.value) ? { value: parsed.value, at: placesIn(path, (keys) => jsonLine(json, keys)) } : undefined
}

async function readToml(ctx: Context, path: string, text: string): Promise<Located | undefined> {
  const { parse } = await import('smol-toml')
  try {
    // Dates are the only values that are not JSON.
    const value = JSON.parse(JSON.stringify(parse(text, { maxDepth: 64 }))) as Json
    const lines = tomlLines(text)
    return { value, at: placesIn(path, (keys) => lines.get(keys.join('.'))) }
  } catch (error) {
    const line = Number((error as { line?: number }).line)
    return void ctx.warn({
      code: 'file.parse_error',
      path,
      message: `expected TOML, found a syntax error${line ? ` at line ${line}` : ''}`,
    })
  }
}

/** `web: node server.js`: https://devcenter.heroku.com/articles/procfile */
function readProcfile(path: string, text: string): Located {
  const lines = new Map<string, number>()
  const value: Record<string, string> = Object.create(null)
  for (const [index, line] of text.split('\n').entries()) {
    const [, name, command] = /^([A-Za-z0-9_-]{1,100}):\s{0,100}(\S.*)$/.exec(line.slice(0, 4000)) ?? []
    if (name === undefined || command === undefined) continue
    value[name] = command.trimEnd()
    lines.set(name, index + 1)
  }
  return { value, at: placesIn(path, (keys) => lines.get(String(keys[0]))) }
}

const MAX_SELECTED = 500

/** What stands at a dotted path, `*` being every key or item. */
export function select(value: Json, path: string): { readonly keys: readonly Key[]; readonly value: Json }[] {
  let at: { keys: readonly Key[]; value: Json }[] = [{ keys: [], value }]
  for (const part of path.split('.'))
    at = at
      .flatMap(({ keys, value: from }) => childrenOf(from, part).map(([key, child]) => ({ keys: [...keys, key], value: child })))
      .slice(0, MAX_SELECTED)
  return at
}

function childrenOf(from: Json, part: string): (readonly [Key, Json])[] {
  if (part !== '*') {
    const child = get(from, part)
    return child === undefined ? [] : [[part, child]]
  }
  return Array.isArray(from) ? (from as readonly Json[]).map((item, i) => [i, item] as const) : Object.entries(asMap(from))
}

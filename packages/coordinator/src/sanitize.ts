/// <reference lib="es2024.string" />
import type { Json } from '@codegenie/core'
import { maskHomePaths } from './home-paths.ts'
import { maskSecrets } from './mask-secrets.ts'

type JsonMap = { readonly [key: string]: Json }

/** Raised with every change of what `sanitize` gives; part of each cache key. */
export const SANITIZER_VERSION = 2

/** UTF-16 units of one text; more is cut, and the text says so itself. */
const MAX_TEXT = 16_384

/** Of one text no more is looked at: what the masks leave of so much is longer than what is kept. */
const MAX_LOOKED_AT = 1 << 20

/** Every text that a mask can change matches; most texts do not, and cost this one look. */
const SUSPECT = new RegExp(
  [
    /gh[pousr]_|github_pat_|gl[a-z]{2,4}-|npm_[A-Za-z0-9]{36}|xox|xapp-|hooks\.slack|A[KS]IA|AIza|k_(?:live|test)_/,
    /SG\.|SK[0-9a-f]{32}|sk-|hf_|eyJ|-----BEGIN|:\\?\/\\?\/[^\n/]{1,2000}@|:[^\s:@/]{8,200}@(?!sha\d{3}:)[a-z0-9]|[Rr][Ii]zation|RIZATION|earer|EARER|curl\s|login\s/,
    /(?:oken|OKEN|ecret|ECRET|[Ww]ord|WORD|asswd|ASSWD|hrase|HRASE|_pass|_PASS|_[Pp]wd|_PWD|[Kk]ey|KEY|_base|_BASE|uth|UTH|ential|ENTIAL)[Ss]?\d{0,3}\\?["']?\s{0,4}[=:]/,
    /(?<![\w.-])--[\w.-]{0,200}(?:oken|ecret|ass|hrase|pwd|key|uth|ential)/,
    /\/home\/|[Uu]sers[/\\]/,
  ]
    .map(({ source }) => source)
    .join('|'),
)

/**
 * A slice as it may leave the process: strings are well-formed Unicode of bounded length, secrets are masked where they stand (the token
 * alone), and home directories are `~`, in values and in keys. Gives `value` itself when nothing had to change. `onCut` is told of each text
 * that was too long. Recursive: the caller bounds the depth.
 */
export function sanitize(value: Json, onCut: () => void = () => {}): Json {
  return sanitizeAt(0, value, onCut)
}

/** Levels at which a look at all texts below may clear them; where it does not, each is looked at by itself in the end. */
const LEVELS = 3
/** Fewer texts of a list than this are looked at one by one. */
const FEW = 16

function sanitizeAt(level: number, value: Json, onCut: () => void): Json {
  if (typeof value === 'string') return sanitizeText(value, onCut)
  if (value === null || typeof value !== 'object') return value
  const isList = Array.isArray(value)
  const isLookedAt = level < LEVELS || (isList && value.length > FEW && typeof value[0] === 'string')
  if (isLookedAt && isHarmless(value)) return value
  return isList ? sanitizeList(level + 1, value, onCut) : sanitizeMap(level + 1, value as JsonMap, onCut)
}

function sanitizeText(text: string, onCut: () => void): string {
  const looked = text.length > MAX_LOOKED_AT ? text.slice(0, MAX_LOOKED_AT) : text
  const wellFormed = looked.isWellFormed() ? looked : looked.toWellFormed()
  const masked = SUSPECT.test(wellFormed) ? maskSecrets(maskHomePaths(wellFormed)) : wellFormed
  if (masked.length <= MAX_TEXT && looked === text) return masked
  onCut()
  const length = looked === text ? masked.length : text.length
  return `${masked.slice(0, MAX_TEXT - 100).toWellFormed()}… (cut, ${length} characters)` // the masks need to see a secret whole
}

/** One look at all texts in a value, each of them once: what matches in one of them would match there, too. */
function isHarmless(value: Json): boolean {
  const texts = new Set<string>()
  if (collect(value, texts, 0) === undefined) return false
  const all = [...texts].join('\n')
  return all.isWellFormed() && !SUSPECT.test(all)
}

/** Those in a value, and the length of all so far; `undefined` when one is too long to be kept, or all are too long to be looked at. */
function collect(value: Json, texts: Set<string>, before: number): number | undefined {
  if (typeof value === 'string') return collectText(value, texts, before)
  if (value === null || typeof value !== 'object') return before
  let length: number | undefined = before
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length && length !== undefined; i++) length = collect(value[i] as Json, texts, length)
    return length
  }
  for (const key of Object.keys(value)) {
    length = collectText(key, texts, length)
    length = length === undefined ? undefined : collect((value as JsonMap)[key]!, texts, length)
    if (length === undefined) return undefined
  }
  return length
}

function collectText(text: string, texts: Set<string>, before: number): number | undefined {
  texts.add(text)
  const length = before + text.length + 1
  return text.length > MAX_TEXT || length > MAX_LOOKED_AT ? undefined : length
}

function sanitizeList(level: number, items: readonly Json[], onCut: () => void): readonly Json[] {
  let copy: Json[] | undefined
  for (let index = 0; index < items.length; index++) {
    const next = sanitizeAt(level, items[index]!, onCut)
    if (next === items[index]) continue
    copy ??= [...items]
    copy[index] = next
  }
  return copy ?? items
}

function sanitizeMap(level: number, map: JsonMap, onCut: () => void): JsonMap {
  let copy: Map<string, Json> | undefined
  const keys = Object.keys(map)
  const repeats = new Map<string, number>()
  for (const [index, key] of keys.entries()) {
    const name = sanitizeText(key, onCut)
    const next = sanitizeAt(level, map[key]!, onCut)
    if (!copy && (name !== key || next !== map[key])) copy = new Map(keys.slice(0, index).map((before) => [before, map[before]!]))
    copy?.set(unused(name, copy, repeats), next)
  }
  if (!copy) return map
  const object = Object.fromEntries(copy)
  return Object.getPrototypeOf(map) === null ? Object.setPrototypeOf(object, null) : object
}

/** Two keys may differ in their secrets alone: both facts stay. `repeats` keeps many such keys from searching from the start. */
function unused(name: string, taken: ReadonlyMap<string, Json>, repeats: Map<string, number>): string {
  if (!taken.has(name)) return name
  let n = repeats.get(name) ?? 2
  while (taken.has(`${name} (${n})`)) n++
  repeats.set(name, n + 1)
  return `${name} (${n})`
}

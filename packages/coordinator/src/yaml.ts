import type { Json } from '@codegenie/core'
import { jsonText } from './json-text.ts'

type JsonMap = { readonly [key: string]: Json }

/** How text may start that needs no quotes: like a word, a path, `~x`, `^1`, or a version of three parts, which no reader takes for a number. */
const PLAIN_START = /^(?:[A-Za-z_/$^(]|~[!-}]|\.{1,2}\/|\d{1,9}\.\d{1,9}\.\d{1,9}(?:[-+][0-9A-Za-z]|$))/

/** What ends or changes an unquoted text wherever it stands; all that is not printable ASCII is quoted too. */
const NOT_PLAIN = /[^ -~]|: | #|[: ]$/

/** Words that YAML 1.1 or 1.2 reads as null, a boolean or, without a digit before its exponent, a float. */
const WORD = /^(?:null|true|false|yes|no|on|off|y|n|e[-+]?\d+)$/i

/** The `:` of a `key: value` must come within 1,024 characters: https://yaml.org/spec/1.2.2/#822-block-mappings. */
const LONGEST_SIMPLE_KEY = 1000

/**
 * Block-style YAML of a plain JSON tree, each line indented by `indent` spaces and ended by a newline. YAML 1.2 and 1.1 readers get back
 * exactly the tree. Keys keep their order, so the texts of two maps, one behind the other, are the text of both. Recursive: the caller
 * bounds the depth.
 */
export function toYaml(value: Json, indent = 0): string {
  const margin = ' '.repeat(indent)
  return margin + item(value, margin)
}

/** A key, to be followed by `:`. One too long for `key: value` becomes `? key` and a new line, indented by `indent` spaces. */
export function yamlKey(key: string, indent = 0): string {
  return keyText(key, ' '.repeat(indent))
}

function keyText(key: string, margin: string): string {
  const text = scalar(key)
  return text.length <= LONGEST_SIMPLE_KEY ? text : `? ${text}\n${margin}`
}

/** A value that starts where the cursor is; its further lines start with `margin`. */
function item(value: Json, margin: string): string {
  if (!isNested(value)) return `${inline(value)}\n`
  return Array.isArray(value) ? sequence(value, margin) : mapping(value as JsonMap, margin)
}

function sequence(items: readonly Json[], margin: string): string {
  const deeper = `${margin}  `
  let out = ''
  for (const value of items) out += `${out === '' ? '' : margin}- ${item(value, deeper)}`
  return out
}

function mapping(map: JsonMap, margin: string): string {
  const deeper = `${margin}  `
  let out = ''
  for (const key of Object.keys(map)) {
    const value = map[key]!
    const text = isNested(value) ? `\n${deeper}${item(value, deeper)}` : ` ${inline(value)}\n`
    out += `${out === '' ? '' : margin}${keyText(key, margin)}:${text}`
  }
  return out
}

function isNested(value: Json): value is readonly Json[] | JsonMap {
  if (value === null || typeof value !== 'object') return false
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0
}

function inline(value: Json): string {
  if (typeof value === 'string') return scalar(value)
  if (typeof value === 'number') return number(value)
  if (value === null || typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? '[]' : '{}'
}

/** As JSON, where what is not finite is null; YAML 1.1 wants a dot in every float: `1e+21` would be a string. */
function number(value: number): string {
  const text = JSON.stringify(value)
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text
}

function scalar(text: string): string {
  const plain = PLAIN_START.test(text) && !NOT_PLAIN.test(text) && !WORD.test(text)
  return plain ? text : jsonText(text)
}

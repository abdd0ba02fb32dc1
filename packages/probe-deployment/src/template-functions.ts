import { compareBytes, type Json, parseJson, parseYamlSubset } from '@codegenie/core'
import { GAP } from './documents.ts'
import {
  fieldOf,
  fromJson,
  isOpen,
  isTrue,
  isUnknown,
  isValueList,
  isValueMap,
  needsOf,
  overlay,
  print,
  toYaml,
  unknown,
  type Value,
  type ValueMap,
  valueMap,
} from './template-value.ts'

/** A function of a template; `gap` records what is not known and gives the text that stands for it. */
export type TemplateFunction = (args: readonly Value[], gap: (needs: string) => string) => Value

const text = (value: Value | undefined): string => print(value, () => GAP)
const number = (value: Value | undefined): number => (typeof value === 'boolean' ? Number(value) : Number.parseFloat(text(value)) || 0)
const list = (value: Value | undefined): readonly Value[] => (isValueList(value) ? value : [])
const map = (value: Value | undefined): ValueMap => (isValueMap(value) ? value : valueMap())
const indent = (width: number, body: string) =>
  body
    .split('\n')
    .map((line) => ' '.repeat(width) + line)
    .join('\n')
const width = (value: Value | undefined) => Math.max(0, Math.min(100, Math.trunc(number(value))))
const same = (a: Value | undefined, b: Value | undefined) =>
  a === b || (a !== null && b !== null && typeof a !== 'object' && typeof b !== 'object' && text(a) === text(b))
/** Go's kind and type of a value. */
const kinds = (value: Value | undefined): readonly [string, string] => {
  if (value === null || value === undefined) return ['invalid', '<nil>']
  if (isValueList(value)) return ['slice', '[]interface {}']
  if (isValueMap(value)) return ['map', 'map[string]interface {}']
  return [typeof value === 'boolean' ? 'bool' : 'string', typeof value === 'boolean' ? 'bool' : 'string']
}
/** Numbers of values are floats, those of templates are integers: which one it is gets lost. */
const NUMBERS = ['int', 'int64', 'float64']
const ofKind = (which: 0 | 1, value: Value | undefined): Value =>
  typeof value === 'number' ? unknown('the kind of a number') : kinds(value)[which]
const isKind = (which: 0 | 1, name: Value | undefined, value: Value | undefined): Value =>
  typeof value !== 'number' ? kinds(value)[which] === text(name) : NUMBERS.includes(text(name)) ? unknown('the kind of a number') : false
/** Texts by their bytes, all else as numbers. */
const compare = (a: Value | undefined, b: Value | undefined): number =>
  typeof a === 'string' && typeof b === 'string' ? compareBytes(a, b) : number(a) - number(b)
/** Into the first map itself, as sprig does it. */
const mergeInto = (into: Value | undefined, merged: Value): Value =>
  isValueMap(into) && isValueMap(merged) ? Object.assign(into, merged) : merged

/** They pass on what is not known: a text with a gap in it is still a text. */
const TEXTUAL: Readonly<Record<string, TemplateFunction>> = {
  quote: (args, gap) =>
    args
      .filter((arg) => arg !== null)
      .map((arg) => JSON.stringify(print(arg, gap)))
      .join(' '),
  squote: (args, gap) =>
    args
      .filter((arg) => arg !== null)
      .map((arg) => `'${print(arg, gap).replaceAll("'", "''")}'`)
      .join(' '),
  toString: (args: readonly Value[], gap: (needs: string) => string) => print(args[0], gap),
  print: (args, gap) => args.map((arg) => print(arg, gap)).join(''),
  println: (args, gap) => `${args.map((arg) => print(arg, gap)).join(' ')}\n`,
  printf: ([format, ...args], gap) => printf(text(format), args, gap),
  indent: ([by, value], gap) => indent(width(by), print(value, gap)),
  nindent: ([by, value], gap) => `\n${indent(width(by), print(value, gap))}`,
  toYaml: ([value], gap) => toYaml(value ?? null, gap),
  toYamlPretty: ([value], gap) => toYaml(value ?? null, gap),
  trim: ([value], gap) => print(value, gap).trim(),
  join: ([by, items], gap) =>
    list(items)
      .map((item) => print(item, gap))
      .join(text(by)),
  list: (args) => args,
  tuple: (args) => args,
  dict: (args) => valueMap(args.flatMap((arg, i) => (i % 2 === 0 ? [[text(arg), args[i + 1] ?? null] as const] : []))),
  get: ([from, key]) => fieldOf(from, text(key)) ?? '',
  set: ([into, key, value]) => (isValueMap(into) ? Object.assign(into, { [text(key)]: value ?? null }) : (into ?? null)),
  unset: ([from, key]) => {
    if (isValueMap(from)) delete from[text(key)]
    return from ?? null
  },
  first: ([items]) => list(items)[0] ?? null,
  last: ([items]) => list(items).at(-1) ?? null,
  rest: ([items]) => list(items).slice(1),
  initial: ([items]) => list(items).slice(0, -1),
  append: ([items, item]) => [...list(items), item ?? null],
  prepend: ([items, item]) => [item ?? null, ...list(items)],
  concat: (args) => args.flatMap(list),
  compact: ([items]) => list(items).filter(isTrue),
  keys: (args) => args.flatMap((arg) => Object.keys(map(arg)).sort()),
  values: (args) =>
    args.flatMap((arg) =>
      Object.keys(map(arg))
        .sort()
        .map((key) => map(arg)[key]!),
    ),
  pick: ([from, ...keys]) => valueMap(Object.entries(map(from)).filter(([key]) => keys.some((each) => text(each) === key))),
  omit: ([from, ...keys]) => valueMap(Object.entries(map(from)).filter(([key]) => !keys.some((each) => text(each) === key))),
  pluck: ([key, ...maps]) => maps.flatMap((each) => (text(key) in map(each) ? [map(each)[text(key)]!] : [])),
  merge: (args) =>
    mergeInto(
      args[0],
      args.reduceRight<Value>((base, over) => overlay(base, over), valueMap()),
    ),
  mergeOverwrite: (args) =>
    mergeInto(
      args[0],
      args.reduce<Value>((base, over) => overlay(base, over), valueMap()),
    ),
  deepCopy: ([value]) => overlay(valueMap(), value ?? null),
  hasKey: ([from, key]) => (isUnknown(from) ? from : text(key) in map(from)),
  required: ([, value]) => (value === undefined || value === null || value === '' ? unknown('a required value') : value),
}

/** What is not known makes their answer unknown. */
const EXACT: Readonly<Record<string, TemplateFunction>> = {
  default: ([fallback, value]) => (isTrue(value) ? value! : (fallback ?? null)),
  coalesce: (args) => args.find(isTrue) ?? null,
  ternary: ([yes, no, test]) => (isTrue(test) ? yes! : (no ?? null)),
  empty: ([value]) => !isTrue(value),
  not: ([value]) => !isTrue(value),
  eq: ([a, ...others]) => others.some((b) => same(a, b)),
  ne: ([a, b]) => !same(a, b),
  lt: ([a, b]) => compare(a, b) < 0,
  le: ([a, b]) => compare(a, b) <= 0,
  gt: ([a, b]) => compare(a, b) > 0,
  ge: ([a, b]) => compare(a, b) >= 0,
  int: ([value]) => Math.trunc(number(value)),
  int64: ([value]) => Math.trunc(number(value)),
  float64: ([value]) => number(value),
  atoi: ([value]) => Math.trunc(number(value)),
  add: (args) => args.reduce<number>((sum, arg) => sum + Math.trunc(number(arg)), 0),
  add1: ([value]) => Math.trunc(number(value)) + 1,
  sub: ([a, b]) => Math.trunc(number(a)) - Math.trunc(number(b)),
  mul: (args) => args.reduce<number>((product, arg) => product * Math.trunc(number(arg)), 1),
  div: ([a, b]) =>
    Math.trunc(number(b)) === 0 ? unknown('a division by zero') : Math.trunc(Math.trunc(number(a)) / Math.trunc(number(b))),
  mod: ([a, b]) => (Math.trunc(number(b)) === 0 ? unknown('a division by zero') : Math.trunc(number(a)) % Math.trunc(number(b))),
  max: (args) => Math.max(...args.map(number)),
  min: (args) => Math.min(...args.map(number)),
  len: ([value]) => (isValueMap(value) ? Object.keys(value).length : isValueList(value) ? value.length : text(value).length),
  has: ([item, items]) => list(items).some((each) => same(each, item)),
  uniq: ([items]) => [...new Map(list(items).map((item) => [typeof item === 'object' ? item : text(item), item])).values()],
  sortAlpha: ([items]) => list(items).map(text).sort(),
  trunc: ([length, value]) => (number(length) < 0 ? text(value).slice(number(length)) : text(value).slice(0, number(length))),
  trimSuffix: ([end, value]) =>
    text(end) !== '' && text(value).endsWith(text(end)) ? text(value).slice(0, -text(end).length) : text(value),
  trimPrefix: ([start, value]) => (text(value).startsWith(text(start)) ? text(value).slice(text(start).length) : text(value)),
  trimAll: ([set, value]) => trimAll(text(set), text(value)),
  replace: ([from, to, value]) => (text(from) === '' ? text(value) : text(value).replaceAll(text(from), () => text(to))),
  contains: ([part, value]) => text(value).includes(text(part)),
  hasPrefix: ([start, value]) => text(value).startsWith(text(start)),
  hasSuffix: ([end, value]) => text(value).endsWith(text(end)),
  upper: ([value]) => text(value).toUpperCase(),
  lower: ([value]) => text(value).toLowerCase(),
  title: ([value]) => text(value).replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
  splitList: ([by, value]) => text(value).split(text(by)),
  split: ([by, value]) =>
    valueMap(
      text(value)
        .split(text(by))
        .map((part, i) => [`_${i}`, part] as const),
    ),
  toStrings: ([items]) => list(items).map(text),
  kindIs: ([name, value]) => isKind(0, name, value),
  kindOf: ([value]) => ofKind(0, value),
  typeIs: ([name, value]) => isKind(1, name, value),
  typeOf: ([value]) => ofKind(1, value),
  until: ([count]) => Array.from({ length: Math.max(0, Math.min(1000, Math.trunc(number(count)))) }, (_, i) => i),
  index: ([from, ...keys]) =>
    keys.reduce<Value>((at, key) => (isValueList(at) ? (at[number(key)] ?? null) : (fieldOf(at, text(key)) ?? null)), from ?? null),
  dig: (args) => dig(args),
  without: ([items, ...others]) => list(items).filter((item) => !others.some((each) => same(each, item))),
  reverse: ([items]) => list(items).toReversed(),
  slice: ([items, from, to]) => list(items).slice(number(from), to === undefined ? undefined : number(to)),
  all: (args) => args.every(isTrue),
  any: (args) => args.some(isTrue),
  deepEqual: ([a, b]) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null),
  substr: ([from, to, value]) => text(value).slice(Math.max(0, number(from)), number(to) < 0 ? undefined : number(to)),
  nospace: ([value]) => text(value).replace(/\s/g, ''),
  cat: (args) =>
    args
      .filter((arg) => arg !== null)
      .map(text)
      .join(' '),
  base: ([value]) => text(value).split('/').at(-1) ?? '',
  fromYaml: ([value]) => readAs(isValueMap, parseYamlSubset(text(value))?.value),
  fromYamlArray: ([value]) => readAs(isValueList, parseYamlSubset(text(value))?.value),
  fromJson: ([value]) => readAs(isValueMap, jsonOf(text(value))),
  fromJsonArray: ([value]) => readAs(isValueList, jsonOf(text(value))),
  toJson: ([value]) => JSON.stringify(value ?? null),
  toRawJson: ([value]) => JSON.stringify(value ?? null),
}

/** Where it cannot be read, or is of another kind, Helm gives a map with an error in it, which no template means. */
function readAs(isWanted: (value: Value) => boolean, json: Json | undefined): Value {
  const value = json === undefined ? null : fromJson(json)
  return isWanted(value) ? value : unknown('a text that is read as YAML or JSON')
}

function jsonOf(json: string): Json | undefined {
  const parsed = parseJson(json)
  return 'value' in parsed ? parsed.value : undefined
}

/** `mustToJson` fails where `toJson` does not; both give the same. */
const plainName = (called: string): string => called.replace(/^must([A-Z])/, (_, letter: string) => letter.toLowerCase())

/** `undefined` for a function that is not here: of somebody else's chart, of a cluster, of the clock, or for secrets. */
export function templateFunction(called: string): TemplateFunction | undefined {
  const name = plainName(called)
  if (Object.hasOwn(TEXTUAL, name)) return TEXTUAL[name]
  if (!Object.hasOwn(EXACT, name)) return undefined
  const exact = EXACT[name]!
  return (args, gap) => {
    const open = args.find(isOpen)
    // An unknown fallback does not matter while the value is known.
    if (open !== undefined && !(name === 'default' && isTrue(args[1]) && !isOpen(args[1]))) return unknown(needsOf(open))
    return exact(args, gap)
  }
}

/** Functions whose work grows with all that they are given. */
const SIZED = new Set(
  `append cat compact concat deepCopy deepEqual fromJson fromJsonArray fromYaml fromYamlArray indent initial join keys merge mergeOverwrite nindent nospace prepend print printf println quote
  replace rest reverse slice sortAlpha split splitList squote toJson toRawJson toString toStrings toYaml toYamlPretty uniq values without`.split(
    /\s+/,
  ),
)
export const isSized = (called: string): boolean => SIZED.has(plainName(called))

function dig(args: readonly Value[]): Value {
  const keys = args.slice(0, -2)
  return keys.reduce<Value | undefined>((at, key) => fieldOf(at, text(key)), args.at(-1)) ?? args.at(-2) ?? null
}

function trimAll(set: string, value: string): string {
  let [from, to] = [0, value.length]
  while (from < to && set.includes(value[from]!)) from++
  while (to > from && set.includes(value[to - 1]!)) to--
  return value.slice(from, to)
}

function printf(format: string, args: readonly Value[], gap: (needs: string) => string): string {
  let next = 0
  return format.replace(/%(-?\d{0,3})([a-zA-Z%])/g, (whole, _, verb: string) => {
    if (verb === '%') return '%'
    const arg = args[next++]
    if (isUnknown(arg)) return gap(needsOf(arg))
    if (verb === 'q') return JSON.stringify(print(arg, gap))
    return 'svdt'.includes(verb) ? print(arg, gap) : (whole as string) && gap('a number format')
  })
}

import childProcess from 'node:child_process'
import dgram from 'node:dgram'
import dns from 'node:dns'
import fs from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import os from 'node:os'
import tls from 'node:tls'
import workerThreads from 'node:worker_threads'
import type { AccessKind } from './watch.ts'

type Note = (kind: AccessKind, what: string) => void
// biome-ignore lint/suspicious/noExplicitAny: builtins of every shape are replaced by themselves
type Any = any

/** Switches of the library that core reads YAML with; they log, and change no answer. */
const OF_YAML = new Set(['LOG_STREAM', 'LOG_TOKENS'])

const CONNECTORS =
  /^(?:connect|createConnection|createServer|createSecureServer|request|get|createSocket|lookup|lookupService|reverse|resolve.*)$/
const HOST = /^(?:hostname|userInfo|homedir|networkInterfaces|cpus|release|version|tmpdir)$/

/** Puts a note-taking copy in the place of each builtin function that a probe must not call; the result takes them away again. */
export function hooks(note: Note): () => void {
  const undo: (() => void)[] = []
  const replace = (object: Any, name: string, value: unknown) => {
    const before = Object.getOwnPropertyDescriptor(object, name)
    if (!before?.configurable && !before?.writable) return
    undo.push(() => Object.defineProperty(object, name, before))
    Object.defineProperty(object, name, { ...before, value })
  }
  const watch = (object: Any, label: string, kind: AccessKind, wanted: RegExp) => {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(object)))
      if (typeof value === 'function' && wanted.test(name))
        replace(
          object,
          name,
          noting(value, (args) => note(kind, call(label, name, args))),
        )
  }
  watch(fs, 'fs', 'file_system', /^[a-z]/)
  watch(fs.promises, 'fs.promises', 'file_system', /^[a-z]/)
  for (const [label, object] of Object.entries({ net, tls, http, https, http2, dgram, dns })) watch(object, label, 'network', CONNECTORS)
  watch(dns.promises, 'dns.promises', 'network', CONNECTORS)
  watch(net.Socket.prototype, 'net.Socket', 'network', /^connect$/)
  watch(globalThis, 'globalThis', 'network', /^(?:fetch|WebSocket|EventSource)$/)
  watch(childProcess, 'child_process', 'subprocess', /^(?:exec|fork|spawn)/)
  watch(workerThreads, 'worker_threads', 'subprocess', /^Worker$/)
  watch(os, 'os', 'environment', HOST)
  replace(
    process,
    'env',
    notingReads(process.env, (name) => {
      if (!OF_YAML.has(name)) note('environment', `process.env.${name}`)
    }),
  )
  watchLocale(replace, note)
  syncBuiltinESMExports()
  return () => {
    for (const restore of undo.reverse()) restore()
    syncBuiltinESMExports()
  }
}

function noting<F extends object>(target: F, used: (args: readonly unknown[]) => void): F {
  return new Proxy(target, {
    apply(called, self, args) {
      used(args)
      return Reflect.apply(called as Any, self, args)
    },
    construct(called, args, target) {
      used(args)
      return Reflect.construct(called as Any, args, target)
    },
  })
}

function notingReads(env: NodeJS.ProcessEnv, used: (name: string) => void): NodeJS.ProcessEnv {
  return new Proxy(env, {
    get(target, name) {
      if (typeof name === 'string') used(name)
      return target[name as string]
    },
    has(target, name) {
      used(String(name))
      return name in target
    },
    ownKeys(target) {
      used('*')
      return Reflect.ownKeys(target)
    },
    set(target, name, value) {
      target[name as string] = value
      return true
    },
  })
}

/** Functions that ask the machine for its language where they are not told one, and the position of that argument. */
const LOCALE: readonly (readonly [Any, string, Readonly<Record<string, number>>])[] = [
  [String.prototype, 'String', { localeCompare: 1, toLocaleLowerCase: 0, toLocaleUpperCase: 0 }],
  [Number.prototype, 'Number', { toLocaleString: 0 }],
  [Date.prototype, 'Date', { toLocaleString: 0, toLocaleDateString: 0, toLocaleTimeString: 0 }],
  [Intl, 'Intl', { Collator: 0, DateTimeFormat: 0, NumberFormat: 0, PluralRules: 0, RelativeTimeFormat: 0, ListFormat: 0, Segmenter: 0 }],
]

function watchLocale(replace: (object: Any, name: string, value: unknown) => void, note: Note): void {
  for (const [object, label, functions] of LOCALE)
    for (const [name, position] of Object.entries(functions)) {
      const used = (args: readonly unknown[]) => {
        if (args[position] === undefined) note('environment', `${label}.${name} without a locale, which takes that of the machine`)
      }
      replace(object, name, noting(object[name], used))
    }
}

function call(label: string, name: string, [first]: readonly unknown[]): string {
  return `${label}.${name}(${typeof first === 'string' ? JSON.stringify(first.slice(0, 200)) : first instanceof URL ? first.href : ''})`
}

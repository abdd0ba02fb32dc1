import { z } from 'zod'

/** What wireit runs for a script: https://github.com/google/wireit */
export const Wireit = z.record(
  z.string(),
  z.object({
    command: z.string().optional(),
    dependencies: z.array(z.union([z.string(), z.object({ script: z.string() })])).default([]),
  }),
)

/** The part of a package.json that says what its scripts do. */
export interface Scripted {
  readonly scripts: Readonly<Record<string, string>>
  readonly wireit?: Readonly<z.output<typeof Wireit>>
}

/** The texts of a script, of several where its name ends with `*`; what wireit runs for it, where that is what the script says: https://github.com/google/wireit */
export function scriptTexts({ scripts, wireit = {} }: Scripted, name: string): readonly string[] {
  if (name.endsWith('*')) {
    const start = name.slice(0, name.indexOf('*'))
    return Object.keys(scripts).flatMap((each) => (each.startsWith(start) && each !== start ? [scripts[each]!] : []))
  }
  if (!Object.hasOwn(scripts, name)) return []
  const text = scripts[name]!
  if (text.trim() !== 'wireit' || !Object.hasOwn(wireit, name)) return [text]
  const { command, dependencies } = wireit[name]!
  const called = dependencies.map((each) => (typeof each === 'string' ? each : each.script)).filter((each) => /^[\w:-]+$/.test(each))
  return [...called.map((each) => `npm run ${each}`), ...(command ? [command] : [])]
}

import type { AnyProbe, Json } from '@codegenie/core'
import { configurableProbes } from './bundled.ts'
import { UsageError } from './errors.ts'
import { suggestion } from './nearest.ts'
import type { Registered } from './probes.ts'

/** The probes of a gather with the options that `--probe-opts probe.option=value,…` gives them. Throws `UsageError`. */
export async function withProbeOptions(registered: readonly Registered[], list: string): Promise<readonly Registered[]> {
  const options = parseOptions(list)
  for (const name of options.keys())
    if (!registered.some(({ probe }) => probe.name === name))
      throw new UsageError(
        `--probe-opts: there is no probe ${JSON.stringify(name)}${suggestion(
          name,
          registered.map(({ probe }) => probe.name),
        )}`,
      )
  return Promise.all(
    registered.map(async (item) => {
      const given = options.get(item.probe.name)
      return given ? { ...item, probe: await configured(item, given) } : item
    }),
  )
}

async function configured({ packageName, probe: { name } }: Registered, given: Readonly<Record<string, Json>>): Promise<AnyProbe> {
  const load = configurableProbes.get(packageName)
  if (!load) throw new UsageError(`--probe-opts: the probe ${name} takes no options`)
  const { options, create } = await load()
  const checked = options.safeParse(given)
  if (checked.success) return create(checked.data)
  const problems = checked.error.issues.map(({ path, message }) => `${[name, ...path.map(String)].join('.')}: ${message}`)
  throw new UsageError(`--probe-opts: ${problems.join('; ')}`)
}

/** `true`, `false` and numbers mean what they say; everything else is text. */
function parseOptions(list: string): Map<string, Record<string, Json>> {
  const found = new Map<string, Record<string, Json>>()
  for (const item of list.split(',')) {
    const [, probe, option, value] = /^\s*([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)=(.*?)\s*$/.exec(item) ?? []
    if (probe === undefined || option === undefined || value === undefined)
      throw new UsageError(`--probe-opts: expected probe.option=value, found ${JSON.stringify(item)}`)
    found.set(probe, { ...found.get(probe), [option]: toValue(value) })
  }
  return found
}

function toValue(text: string): Json {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text
}

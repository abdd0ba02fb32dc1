import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { close, compareBytes, type Directory, openChild, openRoot, parseYaml, readRegular } from '@codegenie/core'
import type { Skill } from '@codegenie/views'
import type { FoundConfig } from './config.ts'
import type { Terminal } from './terminal.ts'

const MANIFEST = 'SKILL.md'
const MAX_BYTES = 64 << 10
/** Of one directory. */
const MAX_SKILLS = 200

interface Place {
  readonly source: Skill['source']
  /** Opened first; each of `steps` below it has to be a real directory. */
  readonly top: string
  readonly steps: readonly string[]
  readonly shown: string
}

export interface FoundSkills {
  readonly skills: readonly Skill[]
  /** Absolute paths that the answer depends on. */
  readonly looked: readonly string[]
}

/**
 * The skills of the repository, of the user and of configured directories: `<directory>/<name>/SKILL.md` with a front matter that says
 * `name`, `description` and `when`. Nothing is run. A manifest that is broken is said to be, and left out.
 */
export async function findSkills(
  root: string,
  { config, directory }: FoundConfig,
  env: Terminal['env'],
  say: (line: string) => void,
): Promise<FoundSkills> {
  const home = env['HOME'] ?? env['USERPROFILE']
  const places: Place[] = [
    { source: 'repository', top: root, steps: ['.codegenie', 'skills'], shown: '.codegenie/skills' },
    ...(home ? [{ source: 'user' as const, top: home, steps: ['.codegenie', 'skills'], shown: '~/.codegenie/skills' }] : []),
    ...(config.skills ?? []).map((path) => ({ source: 'configured' as const, top: resolve(directory, path), steps: [], shown: path })),
  ]
  const found = await Promise.all(places.map((place) => skillsOf(place, say)))
  return { skills: found.flatMap(({ skills }) => skills), looked: found.flatMap(({ looked }) => looked) }
}

async function skillsOf(place: Place, say: (line: string) => void): Promise<FoundSkills> {
  const at = join(place.top, ...place.steps)
  const manifests = readManifests(place)
  const read = await Promise.all(
    [...manifests].map(async ([name, text]) => {
      const path = `${place.shown}/${name}/${MANIFEST}`
      const skill = text === undefined ? undefined : await parseSkill(text, path, place.source)
      if (text !== undefined && !skill)
        say(`codegenie: ${path} is no manifest of a skill: expected a front matter with name, description and when`)
      return skill ?? []
    }),
  )
  return { skills: read.flat(), looked: [at, ...[...manifests.keys()].map((name) => join(at, name, MANIFEST))] }
}

/** Name of each directory -> text of its manifest; links are not followed. */
function readManifests({ top, steps }: Place): ReadonlyMap<string, string | undefined> {
  const opened: Directory[] = []
  try {
    opened.push(openRoot(top))
    for (const step of steps) opened.push(openChild(opened.at(-1)!, step))
    const skills = opened.at(-1)!
    const names = readdirSync(skills.path, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    const sorted = names.map(({ name }) => name).sort(compareBytes)
    return new Map(sorted.slice(0, MAX_SKILLS).map((name) => [name, readManifest(skills, name)]))
  } catch {
    return new Map() // none, or none that can be read
  } finally {
    for (const directory of opened) close(directory)
  }
}

function readManifest(skills: Directory, name: string): string | undefined {
  const directory = openChild(skills, name)
  try {
    const read = readRegular(directory, MANIFEST, MAX_BYTES)
    return read && 'bytes' in read ? read.bytes.toString('utf8') : undefined
  } finally {
    close(directory)
  }
}

/** `undefined` for anything but a manifest. */
async function parseSkill(text: string, path: string, source: Skill['source']): Promise<Skill | undefined> {
  const lines = text.split(/\r?\n/)
  const end = lines.indexOf('---', 1)
  if (lines[0] !== '---' || end < 0) return undefined
  const { parsed } = await parseYaml(`${lines.slice(1, end).join('\n')}\n`)
  if (!('value' in parsed)) return undefined
  const { SkillManifest } = await import('./skill-schema.ts')
  const { data } = SkillManifest.safeParse(parsed.value)
  return data && { ...data, path, source }
}

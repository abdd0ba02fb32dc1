import type { Context } from './context.ts'
import { dockerfileFacts } from './dockerfile.ts'
import { nameOf } from './paths.ts'
import { reachOf } from './reach.ts'
import type { Dockerfile } from './schema-dockerfile.ts'
import type { Proven } from './workload.ts'

export const DOCKERFILE_READS = [
  '**/{Dockerfile,dockerfile,Containerfile}',
  '**/{Dockerfile,dockerfile,Containerfile}[.-]*',
  '**/*{.Dockerfile,.dockerfile,.Containerfile,-Dockerfile,_Dockerfile,DockerFile}',
]
/** Files beside a Dockerfile that share its name. */
const NOT_ONE = /\.(dockerignore|md|txt|json|ya?ml|sh|py|js|ts|snap|orig|bak)$/

export async function dockerfiles(ctx: Context): Promise<Proven<Dockerfile>[]> {
  const paths = [...new Set(DOCKERFILE_READS.flatMap((glob) => ctx.match(glob)))].filter((path) => !NOT_ONE.test(path))
  const found: Proven<Dockerfile>[] = []
  for (const path of paths.sort((a, b) => (a < b ? -1 : 1))) {
    const text = await ctx.text(path)
    if (text === undefined) continue
    const { facts, lines, brokenAt, isTooLong } = dockerfileFacts(path, text)
    if (isTooLong)
      ctx.warn({
        code: 'dockerfile.cap_exceeded',
        path,
        message: 'expected at most 1000 stages, and few variables in many; nothing of it was read',
      })
    if (facts.stages.length === 0 && !/^(Docker|Container)file$/i.test(nameOf(path))) continue
    if (brokenAt[0] !== undefined && !isTemplate(path, text))
      ctx.warn({
        code: 'dockerfile.parse_error',
        path,
        message: `line ${brokenAt[0]}: expected an instruction, found something else${brokenAt.length > 1 ? `; so at ${brokenAt.length - 1} more` : ''}`,
      })
    const value: Dockerfile = { path, reach: reachOf(path), referenced_by: [], is_built: null, targets: [], ...facts }
    // Where it begins to be one.
    const evidence = new Map([['', lines.get('stages.0')?.[0] === undefined ? path : `${path}:${lines.get('stages.0')![0]}`]])
    for (const [fact, [line]] of lines) evidence.set(fact, `${path}:${line}`)
    found.push({ value, evidence })
  }
  return found
}

/** A file of this suffix, or with such marks in it, becomes a Dockerfile before it is built. */
const isTemplate = (path: string, text: string): boolean =>
  /\.(template|tmpl|tpl|j2|jinja2?|in|erb|hbs|mustache)$/.test(path) || /\{\{|<%|%%/.test(text)

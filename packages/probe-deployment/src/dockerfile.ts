import { finalFacts } from './dockerfile-final.ts'
import { readDockerfile } from './dockerfile-lines.ts'
import { roleOfStage } from './dockerfile-roles.ts'
import { isTooLong, type RawStage, readStages } from './dockerfile-stages.ts'
import { familyOf, type ImageReference, nodeVersionOf, parseImage, withoutUserinfo } from './image.ts'
import { type RunFacts, runFacts } from './run-commands.ts'
import type { Dockerfile, Stage } from './schema-dockerfile.ts'

export interface DockerfileFacts {
  readonly facts: Pick<Dockerfile, 'syntax' | 'stages' | 'final' | 'arg_names' | 'unresolved'>
  /** Fact below the Dockerfile -> its lines. */
  readonly lines: ReadonlyMap<string, readonly number[]>
  readonly brokenAt: readonly number[]
  /** It has more stages and variables than are read: none of it is. */
  readonly isTooLong: boolean
}

export function dockerfileFacts(path: string, text: string): DockerfileFacts {
  const { syntax, instructions, brokenAt } = readDockerfile(text)
  const tooLong = isTooLong(instructions)
  const { stages, argNames } = readStages(tooLong ? [] : instructions)
  const last = stages.at(-1)
  const copies = new Map(stages.map((stage) => [stage, copiesFrom(stage, stages)]))
  const copied = new Set([...copies.values()].flatMap((found) => found.map(({ stage }) => stage)))
  const parents = new Set(stages.map(({ parent }) => parent))
  const final = last && finalFacts(last, last.name)
  const lines = new Map<string, readonly number[]>()
  for (const [index, stage] of stages.entries()) lines.set(`stages.${index}`, [stage.line])
  if (last) lines.set('final', [last.line])
  for (const [fact, where] of final?.lines ?? []) lines.set(`final.${fact}`, where)
  const unresolved = [...stages.flatMap(({ line, unknown }) => unknown.map((needs) => ({ line, needs }))), ...(final?.unresolved ?? [])]
  return {
    facts: {
      syntax,
      stages: stages.map((stage) => {
        const facts = runFacts(stage.instructions.filter(({ keyword }) => keyword === 'RUN'))
        const role = roleOfStage({ stage, facts, isCopied: copied.has(stage), isParent: parents.has(stage), isFinal: stage === last })
        return { ...stageFacts(stage, facts), role, copies_from: [...new Set(copies.get(stage)!.map(({ name }) => name))] }
      }),
      final: final?.final ?? null,
      arg_names: [...argNames].sort(),
      unresolved: unresolved.map((each) => ({ file: path, ...each })),
    },
    lines,
    brokenAt,
    isTooLong: tooLong,
  }
}

function stageFacts(stage: RawStage, { apt, apk, packageManager, secretMounts }: RunFacts): Omit<Stage, 'role' | 'copies_from'> {
  let root = stage
  for (let steps = 0; root.parent && steps < 1000; steps++) root = root.parent
  const image: ImageReference | undefined = root.unknown.length > 0 ? undefined : parseImage(root.base)
  return {
    name: stage.name,
    base_image: withoutUserinfo(stage.base),
    from_stage: stage.parent?.name ?? null,
    tag: image?.tag ?? null,
    digest: image?.digest ?? null,
    platform: stage.platform,
    family: image ? familyOf(image) : null,
    node_version: image ? nodeVersionOf(image) : null,
    system_packages: { apt: [...apt], apk: [...apk] },
    package_manager_commands: [...packageManager],
    secret_mounts: [...secretMounts],
  }
}

/** `COPY --from=` and `RUN --mount=from=`: another stage by name or number, or an image. */
function copiesFrom({ instructions }: RawStage, stages: readonly RawStage[]): { name: string; stage: RawStage | undefined }[] {
  return instructions.flatMap(({ flags }) =>
    flags.flatMap(([flag, value]) => {
      const from = flag === 'from' ? value : flag === 'mount' ? /(?:^|,)from=([^,]+)/.exec(value)?.[1] : undefined
      if (!from) return []
      const stage = /^\d{1,4}$/.test(from) ? stages[Number(from)] : stages.find(({ name }) => name === from.toLowerCase())
      return [{ name: stage?.name ?? withoutUserinfo(from), stage }]
    }),
  )
}

import type { Context } from './context.ts'
import { asList, asText, get, isMap, type Located, MAX_DOCUMENTS, readDocument, splitDocuments } from './documents.ts'
import { dockerfileIn, type ImageBuild } from './image-builds.ts'
import { directoryOf } from './paths.ts'

/** Images that a skaffold.yaml builds from Dockerfiles, those of its profiles too: https://skaffold.dev/docs/references/yaml/ */
export async function skaffoldBuilds(ctx: Context, path: string): Promise<ImageBuild[]> {
  const text = (await ctx.text(path)) ?? ''
  const builds: ImageBuild[] = []
  if (text.includes('{{')) return builds
  for (const document of splitDocuments(text).slice(0, MAX_DOCUMENTS)) {
    const read = await readDocument(path, document)
    if ('problem' in read) continue
    const profiles = asList(get(read.value, 'profiles')).map((_, i) => ['profiles', i] as const)
    for (const above of [[], ...profiles])
      for (const [i, artifact] of asList(get(read.value, ...above, 'build', 'artifacts')).entries()) {
        const build = artifactBuild(path, { value: artifact, at: () => read.at(...above, 'build', 'artifacts', i) })
        if (build) builds.push(build)
      }
  }
  return builds
}

/** Artifacts that other builders make have no Dockerfile. */
const OTHERS = ['bazel', 'buildpacks', 'custom', 'jib', 'ko']

function artifactBuild(path: string, { value, at }: Located): ImageBuild | undefined {
  if (!isMap(value) || OTHERS.some((name) => Object.hasOwn(value, name))) return undefined
  const [file, target] = ['dockerfile', 'target'].map((key) => asText(get(value, 'docker', key)) ?? asText(get(value, 'kaniko', key)))
  const image = asText(value['image'])
  const dockerfile = dockerfileIn(directoryOf(path), asText(value['context']), file ?? null)
  return { dockerfile, target: target ?? null, tags: image === null ? [] : [image], by: path, place: at() }
}

/** An image reference: https://github.com/distribution/reference */
export interface ImageReference {
  /** With registry, without tag and digest. */
  readonly repository: string
  readonly tag: string | null
  readonly digest: string | null
}

export type TagStrategy = 'digest' | 'version' | 'latest' | 'name' | 'variable' | 'none'

/** `registry:5000/team/app:1.2@sha256:…` in its parts; credentials before an `@`, which no registry knows, are left out. */
export function parseImage(text: string): ImageReference {
  const digestAt = text.search(/@[a-z0-9]{2,20}:[0-9a-fA-F]{16,}$/)
  const digest = digestAt === -1 ? null : text.slice(digestAt + 1)
  const rest = withoutUserinfo(digestAt === -1 ? text : text.slice(0, digestAt))
  let colon = rest.lastIndexOf(':')
  while (colon !== -1 && isInVariable(rest, colon)) colon = rest.lastIndexOf(':', rest.lastIndexOf('${', colon))
  if (colon === -1 || rest.includes('/', colon)) return { repository: rest, tag: null, digest }
  return { repository: rest.slice(0, colon), tag: rest.slice(colon + 1), digest }
}

/** A reference as text that is safe to repeat. */
export function withoutUserinfo(image: string): string {
  const at = image.lastIndexOf('@')
  return at === -1 || /^[a-z0-9]{2,20}:[0-9a-fA-F]{16,}$/.test(image.slice(at + 1)) ? image : image.slice(at + 1)
}

/** The colon of `${TAG:-latest}` separates no tag. */
function isInVariable(text: string, colon: number): boolean {
  const open = text.lastIndexOf('${', colon)
  return open !== -1 && text.indexOf('}', open) > colon
}

/** What kind of tag it is, by its form alone. */
export function tagStrategy({ tag, digest }: Pick<ImageReference, 'tag' | 'digest'>): TagStrategy {
  if (digest !== null) return 'digest'
  if (tag === null || tag === '') return 'none'
  if (/[${}<>%]/.test(tag)) return 'variable'
  if (tag === 'latest') return 'latest'
  return /^v?\d/.test(tag) ? 'version' : 'name'
}

const FAMILIES: readonly (readonly [string, RegExp])[] = [
  ['distroless', /(^|\/)distroless\/|(^|[/-])distroless($|[-:])/],
  ['chainguard', /^cgr\.dev\//],
  ['alpine', /(^|\/)alpine$/],
  ['debian', /(^|\/)(debian|buildpack-deps)$/],
  ['ubuntu', /(^|\/)ubuntu$/],
  ['redhat', /(^|\/)(ubi\d*(-[a-z]+)?|centos|fedora|rockylinux|almalinux|amazonlinux)(\/|$)/],
  ['busybox', /(^|\/)busybox$/],
]
/** Docker's official images that say in their tag what they stand on, and stand on Debian when it says nothing. */
const ON_DEBIAN =
  /^(docker\.io\/)?(library\/)?(node|python|golang|ruby|rust|php|openjdk|maven|gradle|perl|nginx|httpd|redis|postgres|mysql|mariadb)$/

/** What an image's system is built from, told by its name and tag; null when they do not say. */
export function familyOf({ repository, tag }: ImageReference): string | null {
  if (repository === 'scratch') return 'scratch'
  const named = FAMILIES.find(([, pattern]) => pattern.test(repository))
  if (named) return named[0]
  if (tag !== null && /(^|[-.])alpine/.test(tag)) return 'alpine'
  if (tag !== null && /(^|[-.])(distroless|chiseled)/.test(tag)) return 'distroless'
  if (tag !== null && /(^|-)(buster|bullseye|bookworm|trixie|stretch|jessie)\b/.test(tag)) return 'debian'
  if (tag !== null && /(^|-)(focal|jammy|noble|bionic)\b/.test(tag)) return 'ubuntu'
  return ON_DEBIAN.test(repository) && (tag === null || !tag.includes('windows')) ? 'debian' : null
}

/** Node's version of an image of Node itself, as its tag gives it; null for any other image: an unknown image's tag is its own. */
export function nodeVersionOf({ repository, tag }: ImageReference): string | null {
  const distroless = /(^|\/)distroless\/nodejs(\d+)?(-debian\d+)?$/.exec(repository)
  if (distroless) return distroless[2] ?? null
  if (
    !/^((docker\.io|public\.ecr\.aws|mirror\.gcr\.io|registry-1\.docker\.io)\/)?((docker\/)?library\/)?node$|^cgr\.dev\/[\w-]+\/node$|^bitnami\/node$/.test(
      repository,
    )
  )
    return null
  return /^v?(\d+(?:\.\d+){0,2})(?=$|-)/.exec(tag ?? '')?.[1] ?? null
}

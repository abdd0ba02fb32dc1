import { isMixed, isRandom, isReference, MASK, maskNamed } from './mask-named.ts'

/** Tokens that their shape gives away. All are linear: what one scans from a start holds no other start, or is bounded. */
const TOKENS: readonly RegExp[] = [
  // A private key in PEM: its header and what can stand in its body, up to the footer.
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/=\s\\:,._]|-(?!----)){16,200000}(?:-----END [A-Z0-9 ]{0,50}-----)?/g,
  // GitHub; its newer server tokens carry a JWT.
  /gh[pousr]_(?:\d{1,12}_eyJ[\w-]{8,20000}(?:\.[\w-]{8,20000}){0,2}|[A-Za-z0-9]{36,2000})/g,
  /github_pat_\w{22,2000}/g,
  // GitLab, npm, Slack.
  /(?<![A-Za-z0-9])gl(?:pat|rt|dt|ptt|cbt|soat)-[\w-]{20,2000}(?:\.[0-9a-z]{2,12}){0,2}/g,
  /npm_[A-Za-z0-9]{36,2000}/g,
  /(?<![A-Za-z0-9])(?:xox[a-z]|xapp)-[A-Za-z0-9-]{10,2000}/g,
  /(?<=hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/]{20,2000}/g,
  // AWS access key ids, Google, Stripe.
  /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}/g,
  /AIza[\w-]{35,2000}/g,
  /(?<![A-Za-z0-9])[rs]k_(?:live|test)_[A-Za-z0-9]{16,2000}/g,
  // SendGrid, Twilio, OpenAI and Anthropic, Hugging Face.
  /(?<![A-Za-z0-9])SG\.[\w-]{16,2000}\.[\w-]{16,2000}/g,
  /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/g,
  /(?<![A-Za-z0-9])sk-(?:(?:ant|proj|svcacct|admin)-[\w-]{20,2000}|[A-Za-z0-9]{32,2000})/g,
  /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{34,2000}/g,
  // JSON Web Tokens.
  /(?<![\w-])eyJ[\w-]{8,20000}\.[\w-]{8,20000}\.[\w-]{8,20000}/g,
]

/** `://userinfo@`, in which a reference such as `${{ secrets.X }}` may hold spaces; before a digest it is an image, not a user. */
const USERINFO = /(:(?:\\?\/){2})((?:\$\{\{[^}\n]{0,200}\}\}|(?!\$\{\{)[^\s/?#"'`<>|\\[\]]){1,2000})@(?!sha\d)/g

/** `user:password@host.example/` without a scheme: the registry of an image. */
const BARE_USERINFO =
  /(?<![\w./:@%-])([A-Za-z][\w.-]{0,40}:)([^\s:@/"'`]{8,200})(?=@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}\.[a-z]{2,24}[:/])/g

const AUTHORIZATION =
  /\b(authorization\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?(?:bearer|basic|token|apikey|digest)\s{1,4})([^\s"'`,;|<>\\]{1,20000})/gi
const BEARER = /\b(bearer\s{1,4})([^\s"'`,;|<>\\]{1,20000})/gi

/** `curl -u user:password` and `docker login -p password`. */
const CURL = /\b(curl\s(?:[^\n|;&]{0,300}?\s)?(?:-u|--user)[\s=]\s{0,4}["']?[^\s:"'|;&<>]{1,100}:)([^\s"'`|;&<>]{1,2000})/g
const LOGIN =
  /\b((?:docker|podman|helm|oras|skopeo|buildah)\s[^\n|;&]{0,40}?\blogin\s(?:[^\n|;&]{0,300}?\s)?-p[\s=]\s{0,4}["']?)([^\s"'`|;&<>]{1,2000})/g

/** Masks secrets where they stand, and nothing around them. Reads that only mention one (`$TOKEN`, `${{ secrets.X }}`) stay. */
export function maskSecrets(text: string): string {
  let out = text
  for (const token of TOKENS) out = out.replace(token, MASK)
  out = out.replace(USERINFO, maskUserinfo)
  out = out.replace(BARE_USERINFO, (all, before: string, value: string) => (isMixed(value) ? before + MASK : all))
  out = out.replace(AUTHORIZATION, (all, before: string, value: string) => (isReference(value) ? all : before + MASK))
  out = out.replace(BEARER, (all, before: string, value: string) => (isRandom(value, 16) ? before + MASK : all))
  for (const command of [CURL, LOGIN]) {
    out = out.replace(command, (all, before: string, value: string) => (isReference(value) ? all : before + MASK))
  }
  return maskNamed(out)
}

/** `user:password` and a token in the place of a user go; what SSH and version control call a user (`git@`) is no secret. */
function maskUserinfo(all: string, slashes: string, userinfo: string, offset: number, text: string): string {
  const colon = userinfo.search(/:(?!\/)/)
  const user = colon < 0 ? userinfo : userinfo.slice(0, colon)
  const password = colon < 0 ? '' : userinfo.slice(colon + 1)
  const known = /^(?:git|hg|svn|\*\*\*)$/.test(userinfo) || /(?:ssh|scp|sftp|rsync)$/.test(text.slice(Math.max(0, offset - 5), offset))
  if (password === '' ? known || isReference(user) : isReference(password)) return all
  return `${slashes}${MASK}@`
}

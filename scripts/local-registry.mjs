// A registry of npm for one machine and one moment: takes what is published to it, and sends everything else on to the registry of the
// machine. It listens on the loopback address alone and keeps all in memory.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

/** `upstream` without a slash at its end. The result: its address, what was published, and `close`. */
export async function localRegistry(upstream) {
  const packages = new Map()
  const tarballs = new Map()
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname).slice(1)
    const answer = (status, body, headers = {}) => response.writeHead(status, headers).end(body)
    if (request.method === 'PUT') return receive(request, (body) => answer(...publish(path, body, packages, tarballs)))
    if (tarballs.has(path)) return answer(200, tarballs.get(path))
    if (packages.has(path)) return answer(200, JSON.stringify(packages.get(path)), { 'content-type': 'application/json' })
    return answer(302, '', { location: upstream + request.url })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  const url = `http://127.0.0.1:${port}/`
  /** As `npm publish` would, without it: of a tarball and the manifest in it. */
  const add = ({ file, manifest }) => {
    const { name, version } = manifest
    const data = readFileSync(file)
    const dist = { tarball: `${url}${name}/-/${version}.tgz`, integrity: `sha512-${createHash('sha512').update(data).digest('base64')}` }
    const body = { versions: { [version]: { ...manifest, dist } }, 'dist-tags': { latest: version } }
    publish(name, { ...body, _attachments: { tarball: { data: data.toString('base64') } } }, packages, tarballs)
  }
  const close = () => {
    server.closeAllConnections()
    return new Promise((done) => server.close(done))
  }
  return { host: `127.0.0.1:${port}`, url, packages, add, close }
}

function receive(request, done) {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => done(JSON.parse(Buffer.concat(chunks).toString())))
}

/** https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md: a document with one version, and its tarball in base64. */
function publish(name, { versions, 'dist-tags': tags, _attachments: attachments }, packages, tarballs) {
  const known = packages.get(name) ?? { name, versions: {}, 'dist-tags': {} }
  if (Object.keys(versions).some((version) => version in known.versions)) return [409, '{"error":"this version is published already"}']
  packages.set(name, { name, versions: { ...known.versions, ...versions }, 'dist-tags': { ...known['dist-tags'], ...tags } })
  for (const { dist } of Object.values(versions)) {
    const [attachment] = Object.values(attachments)
    tarballs.set(decodeURIComponent(new URL(dist.tarball).pathname).slice(1), Buffer.from(attachment.data, 'base64'))
  }
  return [201, '{"ok":true}']
}

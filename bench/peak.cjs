// Writes the peak memory of the process that requires it, in KiB.
process.on('exit', () => require('node:fs').writeFileSync(process.env.PEAK, String(process.resourceUsage().maxRSS)))

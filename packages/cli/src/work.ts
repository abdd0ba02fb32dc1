/** What this process has done; `probes`: how many have run. Only what runs is compiled, and worth to be kept for the next time. */
export const work = { probes: 0 }

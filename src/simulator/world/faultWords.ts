/** User texts for the faults of any host, simulated or in the lab: `label` in a list, `shows` after the fault strikes. */
export const faultWords = {
  freeze: {
    label: 'Frozen engine',
    shows: 'its ports are open, but nothing answers: it turns red, and the others stay healthy',
  },
  stop: { label: 'Stopped engine', shows: 'it refuses connections and turns red, and its containers stop' },
  unplug: { label: 'Pulled cable', shows: 'its host is unreachable and cannot reach the others' },
  powerOff: { label: 'Loss of power', shows: 'the machine and everything on it stop at once' },
} as const;

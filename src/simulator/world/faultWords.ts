/** What people read of the faults that can befall any host, be it simulated or one of the lab: `label` in a list, `shows` once it is done. */
export const faultWords = {
  freeze: {
    label: 'Frozen engine',
    shows: 'its ports are open and nobody answers: it turns red, and the others stay as they are',
  },
  stop: { label: 'Stopped engine', shows: 'it refuses connections and turns red, and its containers end' },
  unplug: { label: 'Pulled cable', shows: 'its host cannot be reached, nor does it reach the others' },
  powerOff: { label: 'Loss of power', shows: 'the machine and all that it ran are gone without a word' },
} as const;

/** An audio worklet takes and gives sound by so many samples at a time. */
export const quantum = 128;

/** A distribution of durations, in microseconds. */
export interface Durations {
  count: number;
  p50_us: number;
  p99_us: number;
  max_us: number;
}

/** How soon a turn was answered: milliseconds from the end of the person's voice. */
export interface Turn {
  item_id: string;
  speech_ended_at: number;
  decided_ms: number;
  first_sound_ms: number | null;
  departed_ms: number | null;
  heard_ms: number | null;
  broken_off: boolean;
}

/** How far all that the agent has said has come. */
export interface Speech {
  generated_ms: number;
  departed_ms: number;
  heard_ms: number;
  discarded_ms: number;
  delay_ms: number | null;
  error_ms: number | null;
  source: 'reported' | 'modelled' | 'send_clock';
}

/** A call as the server shows it; what is not there is not known. */
export interface Call {
  id: string;
  transport: 'webrtc' | 'websocket';
  state: 'connecting' | 'connected' | 'ended';
  end_reason: string | null;
  duration_ms: number;
  created_at: number;
  agent: string;
  peer?: {
    connection_state: string;
    remote: string | null;
    srtp_profile: string | null;
    time_to_connect_ms: number | null;
    packets_received: number;
    packets_sent: number;
    datagrams_dropped: number;
    round_trip_ms: number | null;
    remote_loss: number | null;
    remote_jitter_ms: number | null;
  };
  uplink?: {
    packets_late: number;
    packets_dropped: number;
    concealed_ms: number;
    recovered_ms: number;
    jitter_buffer_target_ms: number;
    jitter_buffer_delay_ms: number;
  };
  downlink?: {
    underruns: number;
    cuts: number;
    buffered_ms: number;
    watermark_ms: number;
    fec_percent: number;
    lateness_p50_us: number | null;
    lateness_max_us: number | null;
  };
  conversation_revision?: number;
  speech?: Speech;
  turns?: Turn[];
}

/** What `GET /v1/realtime/calls/events` sends each second. */
export interface Snapshot {
  at: number;
  pacer: { scheduling: string; frames_sent: number; skipped_slots: number; underruns: number };
  recent_lateness: Durations;
  tick_lateness_us: number;
  worker_busy: number;
  opus_complexity: number;
  admission_open: boolean;
  refused: number;
  calls: Call[];
}

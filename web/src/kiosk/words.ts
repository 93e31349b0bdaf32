interface Words {
  title: string;
  invitation: string;
  /** Where it listens for somebody who talks, too. */
  invitationAloud: string;
  trouble: string;
}

const english: Words = {
  title: 'Voice assistant',
  invitation: 'Touch to talk',
  invitationAloud: 'Say hello, or touch here',
  trouble: 'Out of order just now. It will be back by itself.',
};

const german: Words = {
  title: 'Sprachassistent',
  invitation: 'Zum Sprechen berühren',
  invitationAloud: 'Sprechen Sie, oder berühren Sie hier',
  trouble: 'Gerade außer Betrieb. Es geht von selbst wieder weiter.',
};

/** What the kiosk says in a language (BCP 47); English where it has no other. */
export function wordsOf(language: string): Words {
  return language.toLowerCase().split('-')[0] === 'de' ? german : english;
}

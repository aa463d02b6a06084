// Every French sentence of the desk's page.
export const TABS = {
  todo: "À traiter",
  draft: "Brouillons",
  to_review: "À relire",
  to_sign: "À signer",
  signed: "Signés",
  queued: "En attente d'envoi",
  sent: "Envoyés",
  received: "Reçus",
  read: "Lus",
  trouble: "À résoudre",
};

export const NONE = {
  todo: "Tout est traité : aucun compte-rendu n'attend.",
  draft: "Aucun brouillon.",
  to_review: "Rien à relire.",
  to_sign: "Rien à signer.",
  signed: "Aucun compte-rendu signé n'attend d'être envoyé.",
  queued: "Aucun envoi n'est en attente.",
  sent: "Aucun compte-rendu envoyé sans accusé de réception.",
  received: "Aucun compte-rendu reçu et pas encore lu.",
  read: "Aucun compte-rendu lu par son destinataire.",
  trouble: "Aucun envoi en échec, refusé ou en doute.",
  filtered: "Aucun compte-rendu ne correspond à ces filtres.",
};

const several = (n, one, many) => (n < 2 ? one : `${n} ${many}`);

export const BUREAU = {
  sum: (total, late) => `${several(total, total ? "Un compte-rendu" : "Aucun compte-rendu", "comptes-rendus")}${late ? `, dont ${late} en retard` : ""}`,
  tabLate: (n) => several(n, "un en retard", "en retard"),
  age: (days) => ({ 0: "Aujourd'hui", 1: "Hier" })[days] ?? `${days} jours`,
  visit: (day) => `Visite du ${day}`,
  late: "En retard",
  urgent: "Prioritaire",
  unknown: "Patient inconnu du dossier",
  nobody: "Personne",
  mine: "Vous",
  noAuthor: "Médecin à désigner",
  open: "Ouvrir",
  take: "Prendre",
  takeOver: "Reprendre",
  detail: "Détail",
  holders: { me: "Moi", "-": "Personne" },
  signAll: (n) => `Relire et signer (${n})`,
  deadline: ({ days, hour }) => `En retard : pas encore envoyé ${hour ? `à ${hour}` : "à la fin du jour"}${days ? `, ${days < 2 ? "le lendemain" : `${days} jours après le jour`} de la visite` : hour ? " le jour de la visite" : " de la visite"}.`,
  page: (n, of) => `Page ${n} sur ${of}`,
  before: "Précédente",
  after: "Suivante",
};

export const DETAIL = {
  hand: "Confier à",
  pool: "Personne (remettre dans la pile)",
  give: "Confier",
  urgent: "Rendre prioritaire",
  ordinary: "Retirer la priorité",
  review: "Envoyer en relecture",
  submit: "Présenter à la signature de",
  present: "Présenter",
  back: "Renvoyer au médecin, avec le motif",
  reason: "La date de l'examen est à vérifier…",
  giveBack: "Renvoyer",
  writing: (who) => `${who} écrit dans ce document en ce moment.`,
  remarks: "Renvois",
  sendings: "Envois",
  none: "Rien n'a encore été envoyé.",
  by: (channel) => `par ${channel}`,
  tasks: "À faire",
  done: "C'est fait",
};

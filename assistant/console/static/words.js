// Every French sentence of the page that the assistant itself does not say.
import { day } from "./dom.js";

export const LOGIN = {
  "wrong-token": "Ce code n'est pas le bon. Reprenez le lien affiché au démarrage de l'assistant.",
  "login-closed": "Trop d'essais. Attendez une minute, puis réessayez.",
  unreachable: "L'assistant ne répond pas. Vérifiez qu'il est démarré.",
  refused: "La connexion a été refusée. Reprenez le lien affiché au démarrage de l'assistant.",
};

export const LINK = {
  waiting: "Connexion…",
  open: "Connecté",
  lost: "Connexion perdue, nouvelle tentative…",
};

export const DOUBT = "Mot entendu sans certitude";

export const NOW = {
  ready: "Prêt",
  asleep: "En veille",
  dictating: "Dictée : j'écris ce que vous dites",
  opening: "J'ouvre le micro…",
  listening: "À l'écoute",
  hearing: "J'entends…",
  transcribing: "Je transcris…",
  understanding: "Je cherche à comprendre…",
  understood: "Compris",
  acting: "En cours",
  waiting: "J'attends votre réponse",
  speaking: "Je réponds…",
  lost: "Hors connexion",
};

export const FAULTS = {
  busy: "Un instant : plusieurs demandes attendent déjà.",
  changed: "L'écran a changé entre-temps : rien n'a été fait.",
  "text-too-long": "Cette phrase est trop longue. Raccourcissez-la, puis réessayez.",
  "too-long": "Ce texte est trop long pour être enregistré. Raccourcissez-le, puis réessayez.",
  "templates-unavailable": "Il n'y a pas de modèles sur ce poste. Prévenez l'administrateur.",
  "templates-forbidden": "Vous n'avez pas le droit de gérer les modèles. Demandez-le à l'administrateur.",
  "words-unavailable": "Vos mots ne sont pas disponibles sur ce poste. Prévenez l'administrateur.",
  "text-missing": "Il manque des mots. Complétez, puis réessayez.",
  "store-unreadable": "Les mots n'ont pas pu être enregistrés. Prévenez l'administrateur.",
  "interpreter-down": "La compréhension est arrêtée. Elle redémarre ; réessayez dans un instant.",
  "journal-unwritable": "Le journal ne peut pas être écrit : rien n'a été fait. Prévenez l'administrateur.",
  "edit-unknown": "Ce changement n'a pas pu être repris. Rechargez la page.",
  "choice-unknown": "Ce n'est pas une réponse possible de ce champ.",
  forbidden: "Vous n'avez pas le droit d'écrire des documents. Demandez-le à l'administrateur.",
  "desk-forbidden": "Vous n'avez pas ce droit sur les comptes-rendus du bureau. Demandez-le à l'administrateur.",
  "ledger-unavailable": "Les délais ne sont pas disponibles sur ce poste. Prévenez l'administrateur.",
  "ledger-forbidden": "Vous n'avez pas le droit de voir les délais. Demandez-le à l'administrateur.",
  "ledger-hidden": "Trop peu de comptes-rendus : ce chiffre n'est pas montré.",
  "ledger-unknown": "Ce chiffre n'existe pas. Rechargez la page.",
  "report-unreadable": "Les documents ne peuvent pas être lus. Prévenez l'administrateur.",
  "wrong-csrf": "Cette page n'est plus à jour : rien n'a été fait. Rechargez-la.",
  "not-logged-in": "La session de la console est terminée. Reprenez le lien affiché au démarrage de l'assistant.",
  unreachable: "L'assistant ne répond pas : la demande n'est pas partie. Vérifiez qu'il est démarré, puis réessayez.",
  unknown: "La console a rencontré une erreur. Réessayez, ou rechargez la page.",
};

export const MICROPHONE = {
  NotAllowedError: "Le micro est refusé. Autorisez-le à gauche de la barre d'adresse, puis réessayez. En attendant, vous pouvez écrire.",
  NotFoundError: "Aucun micro n'est branché à ce poste. Vous pouvez écrire votre demande.",
  NotReadableError: "Le micro est déjà pris par un autre logiciel. Fermez-le, puis réessayez.",
  "model-missing": "La détection de la voix est absente. Prévenez l'administrateur.",
  "model-unreadable": "La détection de la voix est illisible. Prévenez l'administrateur.",
  replaced: "Le micro a été repris par une autre fenêtre de la console.",
  lost: "Le micro a été coupé. Appuyez de nouveau pour parler.",
  insecure: "Ce navigateur ne donne pas le micro à cette page. Ouvrez-la par l'adresse affichée au démarrage.",
  other: "Le micro n'a pas pu être ouvert. Vous pouvez écrire votre demande.",
};

export const HINT = {
  ready: "Maintenez Espace ou le bouton pour parler",
  pushed: "Relâchez quand vous avez fini",
  once: "Parlez ; j'arrête d'écouter quand vous avez fini",
  free: "Mains libres : parlez ; touchez le bouton pour arrêter",
  asleep: "Dites ou écrivez « réveille-toi »",
};

export const PLACES = {
  home: "Accueil",
  worklist: "Consultations",
  patients: "Recherche de patients",
  record: "Dossier",
  section: "Dossier",
  result: "Résultat",
  plot: "Courbe",
  document: "Document",
  reports: "Comptes-rendus",
};

export const IGNORED = {
  "out-of-scope": "Pas une commande : rien n'a été fait.",
  unrelated: "Sans rapport avec la question : rien n'a été fait.",
  asleep: "En veille : rien n'a été fait.",
  silence: "Rien entendu.",
  unclear: "Mal entendu : rien n'a été fait.",
  unsure: "Pas assez sûr : rien n'a été fait.",
  "amid-talk": "Dit au milieu d'une conversation : rien n'a été fait. Redites-le si cela s'adressait à l'assistant.",
};

export const OUTCOMES = {
  done: "Fait",
  asked: "Question",
  refused: "Refusé",
  failed: "Échec",
  ignored: "Sans effet",
  expired: "Délai dépassé",
};

export const QUESTION = {
  choosing: "Quel patient ?",
  picking: "À préciser",
  confirming: "À confirmer",
  filling: "Il manque une précision",
  doubting: "Ai-je bien entendu ?",
  template: "À préciser",
  confirm: "Je confirme",
  yes: "Oui",
  no: "Non",
  cancel: "Annuler",
  how: {
    choosing: "Dites le numéro, le prénom ou la date de naissance",
    picking: "Dites le numéro, le prénom ou la ville",
    template: "Dites le numéro ou le nom",
  },
  left: (s) => `${s} s`,
  leftLong: (s) => `encore ${s} secondes pour répondre`,
};

export const OTHER = {
  noPatient: "Aucun dossier ouvert",
  noPatientHint: "Dites « ouvre le dossier de… »",
  closeRecord: "Fermer le dossier",
  noBirth: "date de naissance inconnue",
  noIpp: "sans IPP",
  emptyList: "Rien n'est listé pour le moment.",
  list: "À l'écran",
  button: "Bouton",
  age: (n) => (n < 2 ? `${n} an` : `${n} ans`),
  room: (r) => `chambre ${r}`,
  items: (n) => (n < 2 ? `${n} élément` : `${n} éléments`),
  autoplay: "Le navigateur attend un clic avant de laisser parler l'assistant.",
  quit: "Quitter",
};

export const OWN = {
  none: "Aucun mot pour le moment.",
  count: (n) => (n < 2 ? `${n} mot` : `${n} mots`),
  means: " veut dire ",
  kind: { word: "mot", command: "commande" },
  scope: { person: "pour moi", site: "pour tout le site" },
  status: { active: "en service", proposed: "proposé", removed: "retiré" },
  version: (n) => `version ${n}`,
  proposed: "À accepter",
  accept: "Accepter",
  refuse: "Refuser",
  remove: "Retirer",
  restore: "Rétablir",
  history: "Historique",
  use: "Lui donner un sens",
  times: (n) => (n < 2 ? "dite une fois" : `dite ${n} fois`),
  noPhrase: "Aucune pour le moment.",
  notCounted: "Rien n'est compté.",
};

export const STARTERS = [
  "affiche mes consultations d'aujourd'hui",
  "ouvre le dossier de madame Durand",
  "que puis-je dire",
];

export const LEDGER = {
  reading: "Lecture des comptes-rendus…",
  at: (when, from, to) => `Visites du ${day(from)} au ${day(to)} ; chiffres arrêtés à ${when.toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" })}.`,
  hidden: (fewest) => `Trop peu de comptes-rendus pour ces filtres (moins de ${fewest}, ou un seul auteur dans ce service) : aucun chiffre n'est montré.`,
  allSites: "Tous",
  allServices: "Tous",
  unnamed: "Non renseigné",
  few: (n) => `moins de ${n}`,
  nothingLate: "Rien n'est en retard.",
  noSpan: "Trop peu de comptes-rendus pour dessiner une évolution.",
  weekly: "par semaine",
  daily: "par jour",
  spansTitle: "Part des comptes-rendus envoyés le jour de la visite",
  short: (iso) => new Date(`${iso}T12:00`).toLocaleDateString("fr-FR", { day: "2-digit", month: "2-digit" }),
  since: (iso, weekly) => (weekly ? `Semaine du ${day(iso)}` : `Visites du ${day(iso)}`),
  span: (s) => `${day(s.start)} : ${LEDGER.share(s.same_day, s.judged)} le jour même (${s.same_day} sur ${s.judged}), envoi médian ${LEDGER.hours(s.median)}`,
  share: (part, whole) => (whole ? `${Math.round((100 * part) / whole)} %` : "–"),
  hours: (h) => {
    if (h === null || h === undefined) return "–";
    if (h < 1) return `${Math.floor(h * 60)}\u00a0min`;
    if (h < 48) return `${Math.floor(h)}\u00a0h\u00a0${String(Math.floor((h % 1) * 60)).padStart(2, "0")}`;
    return `${(h / 24).toLocaleString("fr-FR", { maximumFractionDigits: 1 })}\u00a0j`;
  },
  tile: {
    titles: { same_day: "Envoyés le jour même", count: "Comptes-rendus", late: "En retard", sent: "Envoyés" },
    sameDay: (part, whole) => `envoyés le jour même (${part.toLocaleString("fr-FR")} sur ${whole.toLocaleString("fr-FR")})`,
    count: "comptes-rendus",
    late: (waiting) => `en retard, dont ${waiting.toLocaleString("fr-FR")} pas encore partis`,
    median: "de la visite à l'envoi (médiane)",
  },
  step: { dictated: "Dicté", signed: "Signé", sent: "Envoyé", received: "Reçu" },
  stepTitle: { dictated: "Dictés", signed: "Signés", sent: "Envoyés", received: "Reçus" },
  stepHead: ["Étape", "Comptes-rendus", "Médiane", "Neuf sur dix en moins de", "▮ médiane, ▬ neuf sur dix"],
  groupHead: ["Service", "Comptes-rendus", "Le jour même", "Signé (médiane)", "Envoyé (médiane)", "Envoyé (9 sur 10)", "En retard"],
  lineHead: ["Compte-rendu", "Service", "Visite", "Dicté", "Signé", "Envoyé", "Reçu", "Retard"],
  lines: (count, shown) => (count > shown ? `Les ${shown} premiers sur ${count.toLocaleString("fr-FR")} ; tous sont dans le CSV. ≈ : visite inconnue du dossier, heure de création.` : "≈ : visite inconnue du dossier, heure de création."),
};

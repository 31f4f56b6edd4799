import type { MailWords } from "./words.ts";

const BUTTON = "avec le bouton « Récupérer l’autorisation et le jeton OAuth2 » du serveur entrant";
const SIGN_IN = `Se reconnecter avec le compte de la boîte, ${BUTTON}`;

export const mailFrench: MailWords = {
  actors: {
    "Exchange administrator": "administrateur Exchange",
    "Entra administrator": "administrateur Microsoft Entra",
    "Microsoft 365 administrator": "administrateur Microsoft 365",
    "Google Workspace administrator": "administrateur Google Workspace",
    "mailbox user": "utilisateur de la boîte",
    "ERP user": "utilisateur de l’ERP",
    operator: "exploitant",
    nobody: "personne",
  },
  placeholders: {
    mailbox: "<boîte>",
    delegate: "<compte qui se connecte>",
    tenant: "<stack>",
    server: "<serveur entrant>",
    directoryId: "<ID de l’annuaire>",
    entraClientId: "<ID client>",
    googleClientId: "<ID client>",
  },
  waiting: {
    helps: "Il suffit d’attendre : cela se rétablit de soi-même.",
    doesNotHelp: "Attendre ne sert à rien.",
  },
  causes: {
    "smtp-auth-off-for-tenant": {
      what: "SMTP AUTH est désactivé pour toute l’organisation, ce qui bloque aussi OAuth 2.0.",
      todo: "Activer SMTP AUTH pour cette boîte ; pour toute l’organisation, ce serait Set-TransportConfig -SmtpClientAuthenticationDisabled $false.",
    },
    "smtp-auth-off-for-mailbox": {
      what: "SMTP AUTH est désactivé pour cette boîte, ce qui bloque aussi OAuth 2.0.",
      todo: "Activer SMTP AUTH pour cette boîte.",
    },
    "basic-authentication": {
      what: "L’ERP se connecte avec un mot de passe (authentification de base) : le serveur n’utilise pas OAuth2 dans l’ERP.",
      todo: "Cocher « Utiliser OAuth2 » dans la configuration du serveur, ou exécuter pulumi up --stack <stack>.",
    },
    "sign-in-policy": {
      what: "Une stratégie de sécurité de l’annuaire refuse cette connexion.",
      todo: ({ account }) =>
        `Centre d’administration Microsoft Entra > Surveillance et intégrité > Journaux de connexion, utilisateur ${account} : exclure le compte de la stratégie qui y figure, ou la respecter.`,
    },
    "wrong-account": {
      what: "Le jeton est celui d’un autre compte, ou il lui manque le droit d’envoyer.",
      todo: `${SIGN_IN} ; pour une boîte partagée, avec l’utilisateur sous licence qui peut envoyer en son nom. Accepter toutes les autorisations.`,
    },
    "shared-mailbox-smtp": {
      what: "Une boîte partagée ne peut pas se connecter pour envoyer : SMTP s’authentifie avec un utilisateur sous licence.",
      todo: "Indiquer un utilisateur sous licence comme compte du serveur sortant, et lui permettre d’envoyer en tant que boîte partagée.",
    },
    "send-as-denied": {
      what: "Le compte connecté n’a pas le droit d’envoyer en tant que cette adresse.",
      todo: "Donner au compte qui se connecte le droit « Envoyer en tant que » sur cette adresse.",
    },
    "imap-off-for-mailbox": {
      what: "IMAP est désactivé pour cette boîte.",
      todo: "Activer IMAP pour cette boîte.",
    },
    "no-full-access": {
      what: "Le jeton est celui d’un autre compte, qui n’a pas l’accès total à cette boîte.",
      todo: "Donner au compte qui se connecte l’accès total à la boîte. Dans l’ERP, l’utilisateur reste l’adresse de la boîte.",
    },
    "mailbox-unusable": {
      what: "Le compte de la boîte est bloqué, sans licence ou inexistant.",
      todo: ({ account }) =>
        `Centre d’administration Microsoft 365 > Utilisateurs > Utilisateurs actifs, ${account} : vérifier que le compte existe, qu’il peut se connecter et qu’il a une licence avec boîte aux lettres.`,
    },
    "refresh-token-idle": {
      what: "Le jeton d’actualisation a expiré, faute d’utilisation pendant 90 jours.",
      todo: `${SIGN_IN}.`,
    },
    "refresh-token-revoked": {
      what: "Le jeton d’actualisation a été révoqué, par exemple par un nouveau mot de passe ou par « Révoquer les sessions ».",
      todo: `${SIGN_IN}.`,
    },
    "sign-in-frequency": {
      what: "Une stratégie d’accès conditionnel met fin à la connexion après un délai fixe (fréquence de connexion).",
      todo: ({ account }) =>
        `Centre d’administration Microsoft Entra > Entra ID > Accès conditionnel > Stratégies, celle avec « Fréquence de connexion » : exclure ${account}. L’utilisateur se reconnecte ensuite.`,
    },
    "conditional-access": {
      what: "L’authentification multifacteur ou l’accès conditionnel demande plus que ce que l’ERP peut fournir seul.",
      todo: ({ account }) =>
        `Centre d’administration Microsoft Entra > Surveillance et intégrité > Journaux de connexion, utilisateur ${account} : exclure le compte de la stratégie qui y figure, ou la respecter. L’utilisateur se reconnecte ensuite.`,
    },
    "consent-missing": {
      what: "Personne n’a accepté les autorisations de l’application, ou elles ont été refusées.",
      todo: "Ouvrir le lien et accepter les autorisations pour l’organisation.",
    },
    "permission-on-wrong-api": {
      what: "Une autorisation est déclarée sur la mauvaise API : IMAP et SMTP font partie de Microsoft Graph.",
      todo: "Exécuter pulumi preview --stack <stack>, qui montre l’autorisation, puis pulumi up --stack <stack>.",
    },
    "tenant-id-wrong": {
      what: "L’ERP se connecte sans l’ID de l’annuaire (locataire) de l’application, ou avec un faux.",
      todo: "Saisir l’ID de l’annuaire (locataire) comme « Locataire » dans l’onglet « OAuth2 » de la société, ou exécuter pulumi up --stack <stack>.",
    },
    "redirect-uri-unregistered": {
      what: "L’URI de redirection de l’ERP ne figure pas dans l’inscription de l’application.",
      todo: "Exécuter pulumi preview --stack <stack>, qui montre l’URI, puis pulumi up --stack <stack>.",
    },
    "secret-wrong": {
      what: "Le secret client indiqué dans l’ERP est faux, ou il a été supprimé.",
      todo: "Exécuter pulumi up --stack <stack>, qui transmet le bon secret à l’ERP.",
    },
    "secret-expired": {
      what: "Le secret client indiqué dans l’ERP est arrivé à échéance.",
      todo: ({ tenant }) =>
        `Exécuter modern-auth rotate ${tenant}, puis pulumi up --stack ${tenant}, qui crée le nouveau secret client et le transmet à l’ERP.`,
    },
    "application-disabled": {
      what: "L’application est désactivée dans l’annuaire.",
      todo: "Exécuter pulumi preview --stack <stack>, qui montre le changement, puis pulumi up --stack <stack>.",
    },
    "application-absent": {
      what: "L’annuaire n’a aucune application avec l’ID client indiqué dans l’ERP.",
      todo: "Exécuter pulumi preview --stack <stack>, qui montre la différence, puis pulumi up --stack <stack>.",
    },
    "assignment-required": {
      what: "L’application exige une affectation, et l’utilisateur n’en a pas.",
      todo: ({ account }) =>
        `Centre d’administration Microsoft Entra > Entra ID > Applications d’entreprise > l’application > Utilisateurs et groupes : affecter ${account} ; ou Propriétés : mettre « Affectation requise ? » sur Non.`,
    },
    throttled: {
      what: "Le service est surchargé ou indisponible, ou il limite le débit de cette boîte.",
      todo: "Réessayer dans quelques minutes.",
    },
    "google-token-ended": {
      what: "Le jeton de Google a pris fin : il a été révoqué, le mot de passe a changé, il n’a pas servi pendant six mois, ou l’application est en test, où les jetons durent sept jours.",
      todo: `${SIGN_IN}. S’il prend fin tous les sept jours, publier l’application : Google Auth Platform > Audience > Publier l’application.`,
    },
    "google-scope-missing": {
      what: "Le jeton ne comprend pas Gmail : l’utilisateur ne l’a pas coché en se connectant.",
      todo: `${SIGN_IN}, et cocher l’accès à Gmail.`,
    },
    "google-imap-off": {
      what: "IMAP est désactivé dans Google Workspace, ou réservé à certaines applications.",
      todo: ({ googleClientId }) =>
        `Console d’administration Google > Applications > Google Workspace > Gmail > Accès des utilisateurs finaux (End User Access) > Accès POP et IMAP : activer IMAP, pour tout client de messagerie ou pour l’ID client OAuth ${googleClientId}.`,
    },
    "google-app-blocked": {
      what: "Les commandes des API de l’organisation bloquent l’application.",
      todo: ({ googleClientId }) =>
        `Console d’administration Google > Sécurité > Contrôle des accès et des données > Commandes des API (API controls) > Gérer l’accès des applications : ajouter l’ID client ${googleClientId} comme application de confiance.`,
    },
    "google-client-gone": {
      what: "Le client Google a été supprimé ou désactivé.",
      todo: "Restaurer le client dans les 30 jours qui suivent sa suppression, ou en créer un autre et importer son fichier ; la raison d’une désactivation figure dans l’e-mail de Google au propriétaire du projet.",
    },
    "google-redirect-uri": {
      what: "L’URI de redirection de l’ERP ne figure pas dans le client Google.",
      todo: "Google Auth Platform > Clients > le client > URI de redirection autorisés : ajouter l’URI que le guide indique.",
    },
    "server-archived": {
      what: "Le serveur est archivé dans l’ERP, qui ne l’utilise donc pas.",
      todo: "Ouvrir le serveur dans l’ERP et le désarchiver (cocher « Actif »).",
    },
    "server-unconfirmed": {
      what: "Le serveur entrant n’est pas confirmé et ne relève aucun courriel.",
      todo: `${SIGN_IN}, puis cliquer sur « Tester et confirmer ».`,
    },
    "token-missing": {
      what: "Le serveur n’a pas de jeton : quelqu’un doit se connecter.",
      todo: `Se connecter avec le compte de la boîte, ${BUTTON}.`,
    },
    "server-settings": {
      what: "L’hôte, le port ou le chiffrement du serveur dans l’ERP ne sont pas ceux du système de messagerie.",
      todo: "Corriger le serveur dans l’ERP. Microsoft : outlook.office365.com, 993, SSL/TLS ; smtp.office365.com, 587, STARTTLS. Google : imap.gmail.com, 993, SSL/TLS ; smtp.gmail.com, 587, STARTTLS.",
    },
  },
};

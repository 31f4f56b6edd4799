import type { MailWords } from "./words.ts";

const BUTTON = "mit der Schaltfläche des Eingangsservers im ERP";
const SIGN_IN = `Neu mit dem Konto des Postfachs anmelden, ${BUTTON}`;

export const mailGerman: MailWords = {
  actors: {
    "Exchange administrator": "Exchange-Administration",
    "Entra administrator": "Entra-Administration",
    "Microsoft 365 administrator": "Microsoft-365-Administration",
    "Google Workspace administrator": "Google-Workspace-Administration",
    "mailbox user": "wer das Postfach benutzt",
    "ERP user": "wer das ERP benutzt",
    operator: "Betrieb",
    nobody: "niemand",
  },
  placeholders: {
    mailbox: "<Postfach>",
    delegate: "<Konto, das sich anmeldet>",
    tenant: "<Stack>",
    server: "<Eingangsserver>",
    directoryId: "<Verzeichnis-ID>",
    entraClientId: "<Client-ID>",
    googleClientId: "<Client-ID>",
  },
  waiting: {
    helps: "Warten hilft: Es endet von selbst.",
    doesNotHelp: "Warten hilft nicht.",
  },
  causes: {
    "smtp-auth-off-for-tenant": {
      what: "SMTP AUTH ist für die ganze Organisation ausgeschaltet, was auch OAuth 2.0 sperrt.",
      todo: "SMTP AUTH für dieses Postfach einschalten; für die ganze Organisation wäre es Set-TransportConfig -SmtpClientAuthenticationDisabled $false.",
    },
    "smtp-auth-off-for-mailbox": {
      what: "SMTP AUTH ist für dieses Postfach ausgeschaltet, was auch OAuth 2.0 sperrt.",
      todo: "SMTP AUTH für dieses Postfach einschalten.",
    },
    "basic-authentication": {
      what: "Das ERP meldet sich mit einem Passwort an (Standardauthentifizierung): Der Mailserver nutzt im ERP kein OAuth2.",
      todo: "Im ERP beim Mailserver «OAuth2 verwenden» ankreuzen oder pulumi up --stack <stack> ausführen.",
    },
    "sign-in-policy": {
      what: "Eine Sicherheitsrichtlinie des Verzeichnisses lehnt diese Anmeldung ab.",
      todo: ({ account }) =>
        `Microsoft Entra Admin Center > Überwachung und Integrität > Anmeldeprotokolle, Benutzer ${account}: das Konto von der dort genannten Richtlinie ausschliessen oder sie erfüllen.`,
    },
    "wrong-account": {
      what: "Das Token gehört einem anderen Konto, oder ihm fehlt das Recht zu senden.",
      todo: `${SIGN_IN}; bei einem freigegebenen Postfach mit dem lizenzierten Konto, das in seinem Namen senden darf. Alle Berechtigungen annehmen.`,
    },
    "shared-mailbox-smtp": {
      what: "Ein freigegebenes Postfach kann sich zum Senden nicht anmelden: SMTP verlangt ein lizenziertes Konto.",
      todo: "Beim Ausgangsserver im ERP ein lizenziertes Konto eintragen und ihm erlauben, als das freigegebene Postfach zu senden.",
    },
    "send-as-denied": {
      what: "Das angemeldete Konto darf nicht als diese Adresse senden.",
      todo: "Dem Konto, das sich anmeldet, das Recht «Senden als» für diese Adresse geben.",
    },
    "imap-off-for-mailbox": {
      what: "IMAP ist für dieses Postfach ausgeschaltet.",
      todo: "IMAP für dieses Postfach einschalten.",
    },
    "no-full-access": {
      what: "Das Token gehört einem anderen Konto, das keinen Vollzugriff auf dieses Postfach hat.",
      todo: "Dem Konto, das sich anmeldet, Vollzugriff auf das Postfach geben. Benutzer bleibt im ERP die Adresse des Postfachs.",
    },
    "mailbox-unusable": {
      what: "Das Konto des Postfachs ist gesperrt, hat keine Lizenz oder existiert nicht.",
      todo: ({ account }) =>
        `Microsoft 365 Admin Center > Benutzer > Aktive Benutzer, ${account}: prüfen, dass das Konto existiert, sich anmelden darf und eine Lizenz mit Postfach hat.`,
    },
    "refresh-token-idle": {
      what: "Das Aktualisierungstoken ist abgelaufen, weil es 90 Tage lang nicht benutzt wurde.",
      todo: `${SIGN_IN}.`,
    },
    "refresh-token-revoked": {
      what: "Das Aktualisierungstoken wurde widerrufen, zum Beispiel durch ein neues Passwort oder durch «Sitzungen widerrufen».",
      todo: `${SIGN_IN}.`,
    },
    "sign-in-frequency": {
      what: "Eine Richtlinie für bedingten Zugriff beendet die Anmeldung nach fester Zeit (Anmeldehäufigkeit).",
      todo: ({ account }) =>
        `Microsoft Entra Admin Center > Entra ID > Bedingter Zugriff > Richtlinien, jene mit «Anmeldehäufigkeit»: ${account} ausschliessen. Danach neu anmelden.`,
    },
    "conditional-access": {
      what: "Mehrstufige Authentifizierung oder bedingter Zugriff verlangt mehr, als das ERP allein leisten kann.",
      todo: ({ account }) =>
        `Microsoft Entra Admin Center > Überwachung und Integrität > Anmeldeprotokolle, Benutzer ${account}: das Konto von der dort genannten Richtlinie ausschliessen oder sie erfüllen. Danach neu anmelden.`,
    },
    "consent-missing": {
      what: "Niemand hat den Berechtigungen der App zugestimmt, oder die Zustimmung wurde verweigert.",
      todo: "Den Link öffnen und den Berechtigungen für die Organisation zustimmen.",
    },
    "permission-on-wrong-api": {
      what: "Eine Berechtigung ist bei der falschen API eingetragen: IMAP und SMTP gehören zu Microsoft Graph.",
      todo: "pulumi preview --stack <stack> ausführen, das die Berechtigung zeigt, dann pulumi up --stack <stack>.",
    },
    "tenant-id-wrong": {
      what: "Das ERP meldet sich ohne die Verzeichnis-ID (Mandant) der App an oder mit einer falschen.",
      todo: "Die Verzeichnis-ID (Mandant) im ERP auf der Registerkarte «OAuth2» als Mandant eintragen oder pulumi up --stack <stack> ausführen.",
    },
    "redirect-uri-unregistered": {
      what: "Der Umleitungs-URI des ERP ist bei der App nicht eingetragen.",
      todo: "pulumi preview --stack <stack> ausführen, das den URI zeigt, dann pulumi up --stack <stack>.",
    },
    "secret-wrong": {
      what: "Der geheime Clientschlüssel im ERP ist falsch, oder er wurde entfernt.",
      todo: "pulumi up --stack <stack> ausführen, das den richtigen in das ERP schreibt.",
    },
    "secret-expired": {
      what: "Der geheime Clientschlüssel im ERP ist abgelaufen.",
      todo: ({ tenant }) =>
        `modern-auth rotate ${tenant} ausführen, dann pulumi up --stack ${tenant}, das den nächsten erzeugt und in das ERP schreibt.`,
    },
    "application-disabled": {
      what: "Die App ist im Verzeichnis deaktiviert.",
      todo: "pulumi preview --stack <stack> ausführen, das die Änderung zeigt, dann pulumi up --stack <stack>.",
    },
    "application-absent": {
      what: "Das Verzeichnis hat keine App mit der Client-ID, die im ERP steht.",
      todo: "pulumi preview --stack <stack> ausführen, das den Unterschied zeigt, dann pulumi up --stack <stack>.",
    },
    "assignment-required": {
      what: "Die App verlangt eine Zuweisung, und der Benutzer hat keine.",
      todo: ({ account }) =>
        `Microsoft Entra Admin Center > Entra ID > Unternehmens-Apps > die App > Benutzer und Gruppen: ${account} zuweisen; oder Eigenschaften: «Zuweisung erforderlich?» auf Nein stellen.`,
    },
    throttled: {
      what: "Der Dienst ist überlastet oder nicht erreichbar, oder er begrenzt den Durchsatz dieses Postfachs.",
      todo: "In einigen Minuten erneut versuchen.",
    },
    "google-token-ended": {
      what: "Das Token von Google gilt nicht mehr: Es wurde widerrufen, das Passwort hat geändert, es wurde sechs Monate lang nicht benutzt, oder die App ist im Test, wo Tokens sieben Tage gelten.",
      todo: `${SIGN_IN}. Endet es alle sieben Tage, die App veröffentlichen: Google Auth Platform > Zielgruppe > App veröffentlichen.`,
    },
    "google-scope-missing": {
      what: "Das Token umfasst Gmail nicht: Beim Anmelden wurde es nicht angekreuzt.",
      todo: `${SIGN_IN}, und den Zugriff auf Gmail ankreuzen.`,
    },
    "google-imap-off": {
      what: "IMAP ist in Google Workspace ausgeschaltet oder auf bestimmte Apps beschränkt.",
      todo: ({ googleClientId }) =>
        `Google Admin-Konsole > Apps > Google Workspace > Gmail > Endnutzerzugriff (End User Access) > POP- und IMAP-Zugriff: IMAP einschalten, für jedes Mailprogramm oder für die OAuth-Client-ID ${googleClientId}.`,
    },
    "google-app-blocked": {
      what: "Die API-Steuerung der Organisation sperrt die App.",
      todo: ({ googleClientId }) =>
        `Google Admin-Konsole > Sicherheit > Zugriffs- und Datenkontrolle > API-Steuerung (API controls) > App-Zugriff verwalten: die Client-ID ${googleClientId} als vertrauenswürdig hinzufügen.`,
    },
    "google-client-gone": {
      what: "Der Google-Client wurde gelöscht oder deaktiviert.",
      todo: "Den Client innert 30 Tagen nach der Löschung wiederherstellen oder einen anderen erstellen und seine Datei importieren; weshalb er deaktiviert wurde, steht in Googles E-Mail an die Eigentümer des Projekts.",
    },
    "google-redirect-uri": {
      what: "Der Weiterleitungs-URI des ERP ist beim Google-Client nicht eingetragen.",
      todo: "Google Auth Platform > Clients > der Client > Autorisierte Weiterleitungs-URIs: den URI hinzufügen, den die Anleitung zeigt.",
    },
    "server-archived": {
      what: "Der Mailserver ist im ERP archiviert und wird deshalb nicht benutzt.",
      todo: "Den Mailserver im ERP öffnen und aus dem Archiv holen («Aktiv» ankreuzen).",
    },
    "server-unconfirmed": {
      what: "Der Eingangsserver ist nicht bestätigt und holt keine E-Mails ab.",
      todo: `${SIGN_IN}, dann «Testen & bestätigen» drücken.`,
    },
    "token-missing": {
      what: "Der Mailserver hat kein Token: Jemand muss sich anmelden.",
      todo: `Mit dem Konto des Postfachs anmelden, ${BUTTON}.`,
    },
    "server-settings": {
      what: "Host, Port oder Verschlüsselung des Mailservers im ERP sind nicht die des Mailsystems.",
      todo: "Den Mailserver im ERP berichtigen. Microsoft: outlook.office365.com, 993, SSL/TLS; smtp.office365.com, 587, STARTTLS. Google: imap.gmail.com, 993, SSL/TLS; smtp.gmail.com, 587, STARTTLS.",
    },
  },
};

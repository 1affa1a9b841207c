-- risky.lua : words of buttons, menus, fields and dialogs that the default policy asks about: English, German,
-- French, Spanish. Lower case, punctuation is a blank. "=" before one: the whole name, not a part of it.
local words = {}

-- What a click on such a name looks like. The first category that fits is told.
words.risks = {
  { what = "paying", names = {
    "pay", "pay now", "buy", "purchase", "=order", "order now", "place order", "place your order",
    "submit order", "complete order", "confirm order", "send order", "confirm payment", "submit payment",
    "make payment", "make a payment", "complete purchase", "checkout", "check out", "proceed to payment",
    "send money", "transfer money", "=transfer", "donate", "top up", "=subscribe", "subscribe now",
    "start subscription", "upgrade now", "place bid", "book now", "confirm booking",
    "bezahlen", "zahlen", "kaufen", "jetzt kaufen", "kostenpflichtig bestellen", "zahlungspflichtig bestellen",
    "bestellen", "bestellung aufgeben", "bestellung abschicken", "zur kasse", "überweisen",
    "überweisung ausführen", "spenden", "kostenpflichtig buchen", "abonnieren",
    "payer", "acheter", "commander", "passer la commande", "passer commande", "valider la commande",
    "confirmer le paiement", "procéder au paiement", "valider le paiement", "effectuer le virement",
    "faire un don", "s abonner",
    "pagar", "comprar", "realizar pedido", "hacer pedido", "confirmar pedido", "confirmar pago",
    "tramitar pedido", "finalizar compra", "realizar pago", "=transferir", "donar", "suscribirse" } },
  { what = "deleting", names = {
    "delete", "erase", "wipe", "shred", "purge", "=destroy", "move to trash", "move to the trash",
    "move to wastebasket", "move to bin", "move to the bin", "move to rubbish bin", "move to the rubbish bin",
    "send to trash", "empty trash", "empty the trash", "empty wastebasket", "empty bin", "empty rubbish bin",
    "remove permanently", "permanently remove", "remove all", "remove account", "remove user",
    "close account", "deactivate account", "clear all data", "factory reset", "reset to factory",
    "format disk", "format drive", "format volume", "format partition", "discard all",
    "uninstall", "overwrite all",
    "löschen", "in den papierkorb", "in den papierkorb verschieben", "in den müll", "papierkorb leeren",
    "dauerhaft entfernen", "endgültig entfernen", "alle entfernen", "konto entfernen", "konto schließen",
    "vernichten", "datenträger formatieren", "auf werkseinstellungen zurücksetzen", "deinstallieren",
    "supprimer", "effacer définitivement", "mettre à la corbeille", "déplacer vers la corbeille",
    "placer dans la corbeille", "jeter à la corbeille", "vider la corbeille", "détruire", "tout effacer",
    "formater le disque", "réinitialiser aux paramètres d usine", "désinstaller",
    "eliminar", "borrar", "mover a la papelera", "enviar a la papelera", "vaciar la papelera",
    "vaciar papelera", "destruir", "formatear", "restablecer valores de fábrica", "desinstalar" } },
  { what = "sending", names = {
    "send", "=post", "post now", "=publish", "publish now", "=tweet", "post comment", "post reply",
    "senden", "absenden", "abschicken", "versenden", "=posten", "veröffentlichen",
    "envoyer", "expédier", "=publier",
    "enviar", "mandar", "=publicar" } },
  { what = "ending the session", names = {
    "shut down", "shutdown", "power off", "turn off computer", "=restart", "restart now", "restart computer",
    "reboot", "log out", "logout", "log off", "sign out",
    "herunterfahren", "rechner ausschalten", "computer ausschalten", "=neu starten", "jetzt neu starten",
    "=neustart", "abmelden",
    "=éteindre", "éteindre l ordinateur", "arrêter l ordinateur", "=redémarrer", "redémarrer maintenant",
    "se déconnecter", "déconnexion", "fermer la session",
    "=apagar", "apagar el equipo", "=reiniciar", "reiniciar ahora", "cerrar sesión" } },
  { what = "ending a contract", names = {
    "cancel subscription", "cancel membership", "cancel plan", "cancel booking", "cancel contract",
    "abo kündigen", "vertrag kündigen", "=kündigen", "résilier", "cancelar suscripción",
    "cancelar reserva" } },
}

-- In an editor, deleting is of the document's content unless one of these is said.
words.files = { "file", "files", "document", "permanently", "datei", "dateien", "fichier", "archivo", "account" }

-- A name that begins so takes something back, or keeps it.
words.harmless = {
  "don t", "do not", "cancel", "keep", "never", "undo", "undelete", "unsend", "not now",
  "nicht", "abbrechen", "behalten", "rückgängig", "ne pas", "annuler", "conserver", "garder",
  "no eliminar", "no borrar", "no enviar", "cancelar", "conservar", "deshacer",
}

-- Names that say no to what a dialog asks, beside the harmless ones.
words.no = { "no", "close", "back", "nein", "schließen", "zurück", "non", "fermer", "retour", "cerrar", "volver" }

-- Names that say yes to what a dialog's text asks.
words.yes = {
  "ok", "okay", "yes", "continue", "confirm", "proceed", "apply", "accept", "agree", "submit", "next", "finish",
  "go", "i understand", "yes continue",
  "ja", "weiter", "fortfahren", "bestätigen", "anwenden", "akzeptieren", "einverstanden", "fertigstellen",
  "oui", "continuer", "confirmer", "valider", "appliquer", "accepter", "suivant", "terminer",
  "sí", "si", "aceptar", "continuar", "confirmar", "aplicar", "siguiente", "finalizar",
}

-- What such a dialog says, in its title or text.
words.dialogs = {
  { what = "deleting", names = {
    "delete", "deleted", "deletion", "permanently", "cannot be undone", "can t be undone", "erase", "erased",
    "to the trash", "to trash", "to the bin", "uninstall", "all data will be lost",
    "löschen", "gelöscht", "endgültig", "unwiderruflich", "nicht rückgängig gemacht", "papierkorb",
    "deinstallieren", "supprimer", "supprimé", "suppression", "définitivement", "irréversible", "corbeille",
    "désinstaller", "eliminar", "eliminará", "borrar", "permanentemente", "no se puede deshacer", "papelera",
    "desinstalar" } },
  { what = "paying", names = {
    "payment", "purchase", "your card will be charged", "you will be charged", "place your order",
    "zahlung", "kostenpflichtig", "bezahlen", "paiement", "achat", "pago", "compra" } },
  { what = "ending the session", names = {
    "log out", "shut down", "power off", "restart the computer", "reboot", "sign out",
    "herunterfahren", "abmelden", "éteindre l ordinateur", "fermer la session", "apagar el equipo",
    "cerrar sesión" } },
}

words.exists = {
  "already exists", "file exists", "existiert bereits", "ist bereits vorhanden", "existe déjà", "ya existe",
}
words.replace = {
  "replace", "overwrite", "yes", "ok", "ersetzen", "überschreiben", "ja", "remplacer", "écraser", "oui",
  "reemplazar", "sobrescribir", "sí", "si",
}
-- A task that says so has settled the question of overwriting.
words.may_replace = {
  "replac", "overwrit", "ersetz", "überschreib", "remplac", "écras", "reemplaz", "sobrescrib", "existing",
}

-- Fields that credentials and payment data go into.
words.credentials = {
  "password", "passphrase", "passcode", "pin", "pin code", "card number", "credit card", "debit card",
  "card details", "cvv", "cvc", "cvv2", "security code", "iban", "bank account", "account number",
  "social security", "ssn", "one time code", "verification code", "authentication code", "secret key",
  "private key", "api key", "recovery code",
  "passwort", "kennwort", "geheimzahl", "kartennummer", "kreditkarte", "prüfnummer", "kontonummer", "tan",
  "mot de passe", "numéro de carte", "carte bancaire", "cryptogramme", "code secret", "code de sécurité",
  "contraseña", "clave de acceso", "número de tarjeta", "tarjeta de crédito", "código de seguridad",
}
words.payment_fields = {
  "card number", "credit card", "cvv", "cvc", "security code", "iban", "kartennummer", "kreditkarte",
  "prüfnummer", "numéro de carte", "carte bancaire", "cryptogramme", "número de tarjeta",
  "tarjeta de crédito", "código de seguridad",
}
-- Titles of windows that ask for credentials.
words.authentication = {
  "authentication required", "authenticate", "enter password", "password required", "unlock keyring",
  "unlock login keyring", "sudo", "legitimierung", "authentifizierung", "passwort eingeben",
  "authentification requise", "autenticación", "contraseña necesaria",
}

words.trash = {
  "trash", "wastebasket", "rubbish bin", "recycle bin", "bin", "papierkorb", "corbeille", "papelera",
}

return words

"""What the pages customers read say, in each language. A text that is missing does not compile."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from engine.languages import DEFAULT


@dataclass(frozen=True, kw_only=True)
class PublicWords:
    """`{organization}`, `{date}`, `{number}`, `{topic}` and `{address}` are filled in."""

    title: str
    intro: str
    address: str
    language: str
    topics: str
    by_mail: str
    in_product: str
    always: str
    no_topics: str
    how_often: str
    as_it_comes: str
    once_a_week: str
    at_most: str
    nothing: str
    nothing_said: str
    pause: str
    pause_said: str
    no_pause: str
    for_days: str
    paused: str
    keep_pause: str
    end_pause: str
    save: str
    saved: str
    everything: str
    everything_stopped: str
    stop_title: str
    stop_said: str
    stop: str
    stopped_title: str
    stopped_said: str
    undo: str
    choose_instead: str
    unknown_title: str
    unknown_said: str
    unknown_to_answer: str
    unknown_to_unsubscribe: str
    date: str
    """Of `{day}`, `{month}` and `{year}`."""
    months: str

    def day(self, instant: datetime) -> str:
        """The date of an instant in its own zone."""
        month = self.months.split()[instant.month - 1]
        return self.date.format(day=instant.day, month=month, year=instant.year)


ENGLISH = PublicWords(
    title="What you hear from {organization}",
    intro="Choose what reaches you, and how often.",
    address="For {address}",
    language="Language",
    topics="Topics",
    by_mail="By mail",
    in_product="In the product",
    always="Part of the service: always sent",
    no_topics="There is nothing to choose among yet.",
    how_often="How often",
    as_it_comes="Whenever there is something",
    once_a_week="At most one message a week",
    at_most="At most {number} messages a week",
    nothing="Nothing at all",
    nothing_said="Except what is part of the service itself.",
    pause="Take a break",
    pause_said="You hear nothing from us meanwhile. Then it goes on as you chose.",
    no_pause="No break",
    for_days="For {number} days",
    paused="You hear nothing from us until {date}.",
    keep_pause="Leave it so",
    end_pause="End the break",
    save="Save",
    saved="Saved. It holds from now on.",
    everything="Unsubscribe from everything",
    everything_stopped="You are unsubscribed from everything.",
    stop_title="Stop these mails?",
    stop_said="You get mails from {organization} about {topic}.",
    stop="Stop them",
    stopped_title="You will not hear from us about this again",
    stopped_said="{organization} sends you no more mails about {topic}.",
    undo="I clicked by mistake, go on sending",
    choose_instead="Choose what you hear from us",
    unknown_title="This link does not work",
    unknown_said="It may have been cut short on its way. Open it from the mail itself.",
    unknown_to_answer="It may have been cut short on its way. Open it from the mail itself, or "
    "just answer that mail.",
    unknown_to_unsubscribe="It may have been cut short on its way. Open it from the mail "
    "itself, or answer that mail and say that you want no more of them.",
    date="{day} {month} {year}",
    months="January February March April May June July August September October November December",
)

GERMAN = PublicWords(
    title="Was Sie von {organization} hören",
    intro="Wählen Sie, was Sie erreicht und wie oft.",
    address="Für {address}",
    language="Sprache",
    topics="Themen",
    by_mail="Per E-Mail",
    in_product="Im Produkt",
    always="Gehört zum Dienst: wird immer gesendet",
    no_topics="Noch gibt es nichts zu wählen.",
    how_often="Wie oft",
    as_it_comes="Immer wenn es etwas gibt",
    once_a_week="Höchstens eine Nachricht pro Woche",
    at_most="Höchstens {number} Nachrichten pro Woche",
    nothing="Gar nichts",
    nothing_said="Außer dem, was zum Dienst selbst gehört.",
    pause="Eine Pause machen",
    pause_said="So lange hören Sie nichts von uns. Danach geht es so weiter wie gewählt.",
    no_pause="Keine Pause",
    for_days="Für {number} Tage",
    paused="Sie hören bis {date} nichts von uns.",
    keep_pause="So lassen",
    end_pause="Pause beenden",
    save="Speichern",
    saved="Gespeichert. Es gilt ab sofort.",
    everything="Alles abbestellen",
    everything_stopped="Sie haben alles abbestellt.",
    stop_title="Diese E-Mails abbestellen?",
    stop_said="Sie bekommen E-Mails von {organization} zum Thema {topic}.",
    stop="Abbestellen",
    stopped_title="Dazu hören Sie nichts mehr von uns",
    stopped_said="{organization} sendet Ihnen keine E-Mails mehr zum Thema {topic}.",
    undo="Das war ein Versehen, bitte weiter senden",
    choose_instead="Auswählen, was Sie von uns hören",
    unknown_title="Dieser Link funktioniert nicht",
    unknown_said="Vielleicht wurde er unterwegs gekürzt. Öffnen Sie ihn aus der E-Mail selbst.",
    unknown_to_answer="Vielleicht wurde er unterwegs gekürzt. Öffnen Sie ihn aus der E-Mail "
    "selbst, oder antworten Sie einfach darauf.",
    unknown_to_unsubscribe="Vielleicht wurde er unterwegs gekürzt. Öffnen Sie ihn aus der "
    "E-Mail selbst, oder antworten Sie darauf, dass Sie keine weiteren möchten.",
    date="{day}. {month} {year}",
    months="Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
)

DUTCH = PublicWords(
    title="Wat u van {organization} hoort",
    intro="Kies wat u bereikt, en hoe vaak.",
    address="Voor {address}",
    language="Taal",
    topics="Onderwerpen",
    by_mail="Per e-mail",
    in_product="In het product",
    always="Hoort bij de dienst: wordt altijd verstuurd",
    no_topics="Er is nog niets om uit te kiezen.",
    how_often="Hoe vaak",
    as_it_comes="Telkens als er iets is",
    once_a_week="Hoogstens één bericht per week",
    at_most="Hoogstens {number} berichten per week",
    nothing="Helemaal niets",
    nothing_said="Behalve wat bij de dienst zelf hoort.",
    pause="Een pauze nemen",
    pause_said="Zolang hoort u niets van ons. Daarna gaat het verder zoals u hebt gekozen.",
    no_pause="Geen pauze",
    for_days="{number} dagen",
    paused="U hoort tot {date} niets van ons.",
    keep_pause="Zo laten",
    end_pause="Pauze beëindigen",
    save="Opslaan",
    saved="Opgeslagen. Het geldt vanaf nu.",
    everything="Voor alles afmelden",
    everything_stopped="U bent voor alles afgemeld.",
    stop_title="Deze e-mails stoppen?",
    stop_said="U krijgt e-mails van {organization} over {topic}.",
    stop="Stoppen",
    stopped_title="Hierover hoort u niets meer van ons",
    stopped_said="{organization} stuurt u geen e-mails meer over {topic}.",
    undo="Dat was een vergissing, blijf sturen",
    choose_instead="Kiezen wat u van ons hoort",
    unknown_title="Deze link werkt niet",
    unknown_said="Misschien is hij onderweg ingekort. Open hem vanuit de e-mail zelf.",
    unknown_to_answer="Misschien is hij onderweg ingekort. Open hem vanuit de e-mail zelf, of "
    "beantwoord die gewoon.",
    unknown_to_unsubscribe="Misschien is hij onderweg ingekort. Open hem vanuit de e-mail zelf, "
    "of antwoord daarop dat u er geen meer wilt.",
    date="{day} {month} {year}",
    months="januari februari maart april mei juni "
    "juli augustus september oktober november december",
)

FRENCH = PublicWords(
    title="Ce que vous recevez de {organization}",
    intro="Choisissez ce qui vous parvient, et à quel rythme.",
    address="Pour {address}",
    language="Langue",
    topics="Sujets",
    by_mail="Par e-mail",
    in_product="Dans le produit",
    always="Fait partie du service : toujours envoyé",
    no_topics="Il n’y a encore rien à choisir.",
    how_often="À quel rythme",
    as_it_comes="Dès qu’il y a du nouveau",
    once_a_week="Au plus un message par semaine",
    at_most="Au plus {number} messages par semaine",
    nothing="Rien du tout",
    nothing_said="Sauf ce qui fait partie du service.",
    pause="Faire une pause",
    pause_said="Pendant ce temps, vous ne recevez rien. Ensuite, tout reprend selon votre choix.",
    no_pause="Pas de pause",
    for_days="Pendant {number} jours",
    paused="Vous ne recevez rien jusqu’au {date}.",
    keep_pause="Laisser ainsi",
    end_pause="Mettre fin à la pause",
    save="Enregistrer",
    saved="C’est enregistré, avec effet immédiat.",
    everything="Se désabonner de tout",
    everything_stopped="Vous êtes désabonné de tout.",
    stop_title="Ne plus recevoir ces e-mails ?",
    stop_said="Vous recevez des e-mails de {organization} au sujet de {topic}.",
    stop="Ne plus les recevoir",
    stopped_title="Vous n’entendrez plus parler de ce sujet",
    stopped_said="{organization} ne vous envoie plus d’e-mails au sujet de {topic}.",
    undo="C’était une erreur, continuez l’envoi",
    choose_instead="Choisir ce que vous recevez",
    unknown_title="Ce lien ne fonctionne pas",
    unknown_said="Il a peut-être été coupé en chemin. Ouvrez-le depuis l’e-mail même.",
    unknown_to_answer="Il a peut-être été coupé en chemin. Ouvrez-le depuis l’e-mail même, ou "
    "répondez simplement à celui-ci.",
    unknown_to_unsubscribe="Il a peut-être été coupé en chemin. Ouvrez-le depuis l’e-mail même, "
    "ou répondez à celui-ci que vous n’en voulez plus.",
    date="{day} {month} {year}",
    months="janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
)

SPANISH = PublicWords(
    title="Lo que recibe de {organization}",
    intro="Elija qué le llega y con qué frecuencia.",
    address="Para {address}",
    language="Idioma",
    topics="Temas",
    by_mail="Por correo",
    in_product="En el producto",
    always="Forma parte del servicio: se envía siempre",
    no_topics="Todavía no hay nada que elegir.",
    how_often="Con qué frecuencia",
    as_it_comes="Siempre que haya algo",
    once_a_week="Como máximo un mensaje por semana",
    at_most="Como máximo {number} mensajes por semana",
    nothing="Nada en absoluto",
    nothing_said="Salvo lo que forma parte del propio servicio.",
    pause="Hacer una pausa",
    pause_said="Mientras tanto no recibe nada. Después continúa como usted eligió.",
    no_pause="Sin pausa",
    for_days="Durante {number} días",
    paused="No recibe nada de nosotros hasta el {date}.",
    keep_pause="Dejarlo así",
    end_pause="Terminar la pausa",
    save="Guardar",
    saved="Guardado. Vale desde ahora.",
    everything="Darse de baja de todo",
    everything_stopped="Se ha dado de baja de todo.",
    stop_title="¿No recibir más estos correos?",
    stop_said="Recibe correos de {organization} sobre {topic}.",
    stop="No recibirlos más",
    stopped_title="No volverá a saber de nosotros sobre esto",
    stopped_said="{organization} ya no le envía correos sobre {topic}.",
    undo="Fue un error, sigan enviándolos",
    choose_instead="Elegir qué recibe de nosotros",
    unknown_title="Este enlace no funciona",
    unknown_said="Quizá se cortó por el camino. Ábralo desde el propio correo.",
    unknown_to_answer="Quizá se cortó por el camino. Ábralo desde el propio correo, o simplemente "
    "respóndalo.",
    unknown_to_unsubscribe="Quizá se cortó por el camino. Ábralo desde el propio correo, o "
    "responda a ese correo que no quiere recibir más.",
    date="{day} de {month} de {year}",
    months="enero febrero marzo abril mayo junio "
    "julio agosto septiembre octubre noviembre diciembre",
)

_ALL: Mapping[str, PublicWords] = {
    "en": ENGLISH,
    "de": GERMAN,
    "nl": DUTCH,
    "fr": FRENCH,
    "es": SPANISH,
}

_NAMELESS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "What you hear from us",
        "stop_said": "You get mails from us about {topic}.",
        "stopped_said": "We send you no more mails about {topic}.",
    },
    "de": {
        "title": "Was Sie von uns hören",
        "stop_said": "Sie bekommen E-Mails von uns zum Thema {topic}.",
        "stopped_said": "Wir senden Ihnen keine E-Mails mehr zum Thema {topic}.",
    },
    "nl": {
        "title": "Wat u van ons hoort",
        "stop_said": "U krijgt e-mails van ons over {topic}.",
        "stopped_said": "Wij sturen u geen e-mails meer over {topic}.",
    },
    "fr": {
        "title": "Ce que vous recevez de nous",
        "stop_said": "Vous recevez nos e-mails au sujet de {topic}.",
        "stopped_said": "Nous ne vous envoyons plus d’e-mails au sujet de {topic}.",
    },
    "es": {
        "title": "Lo que recibe de nosotros",
        "stop_said": "Recibe correos nuestros sobre {topic}.",
        "stopped_said": "Ya no le enviamos correos sobre {topic}.",
    },
}
"""Instead, where nobody has said what the organization is called."""


def words_of(language: str, *, named: bool) -> PublicWords:
    """`named`: whether the organization has a name to fill in."""
    known = language if language in _ALL else DEFAULT
    return _ALL[known] if named else replace(_ALL[known], **_NAMELESS[known])

"""Closed lists of words that the rules look up."""

from articles.extraction.data import read_lines


def _words(name: str) -> frozenset[str]:
    return frozenset(read_lines(name))


def _blocks(name: str) -> list[frozenset[str]]:
    """The words of a file whose blocks are parted by lines that hold "%"."""
    blocks: list[set[str]] = [set()]
    for line in read_lines(name):
        if line == "%":
            blocks.append(set())
        else:
            blocks[-1].update(line.split(" "))
    return [frozenset(block) for block in blocks]


GIVEN_NAMES = _words("given_names.txt")
SURNAMES = _words("surnames.txt")
COMMON_WORDS = _words("common_words.txt")
TITLES, TITLE_PARTS = _blocks("titles.txt")
ORGANISATION_ENDS, ORGANISATION_HEADS, PLACE_ENDS = _blocks("organisation_words.txt")

PARTICLES = frozenset(
    "van der den de la le del della di da dos das du von zu zum bin ibn al el ben abu ul ur ter ten y e"
    " ud binti bint".split()
)
CALENDAR = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July"
    " August September October November December Jan. Feb. Aug. Sept. Sep. Oct. Nov. Dec. Christmas Easter"
    " Ramadan Thanksgiving Halloween Passover Mondays Tuesdays Wednesdays Thursdays Fridays Saturdays"
    " Sundays Mon Tue Tues Wed Thu Thurs Fri Sat Sun GMT EST EDT".split()
)
SUFFIXES = frozenset({"Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"})
SPEECH = frozenset(
    "said says told added asked argued warned noted wrote testified insisted acknowledged recalled"
    " explained conceded declared joked predicted complained tweeted replied responded testified".split()
)
#: Roles that stand in lower case before a name.
ROLES = frozenset(
    "president chairman chairwoman spokesman spokeswoman spokesperson minister premier chancellor senator"
    " governor mayor secretary analyst economist strategist director executive officer manager trader judge"
    " justice lawyer attorney prosecutor leader coach captain striker goalkeeper midfielder defender forward"
    " quarterback pitcher actor actress singer author writer professor wife husband son daughter brother"
    " sister father mother founder boss chief candidate commander general colonel ambassador envoy"
    " commissioner co-founder partner editor reporter correspondent journalist photographer champion"
    " teammate counterpart colleague rival lawmaker legislator congressman adviser advisor aide deputy head"
    " billionaire investor businessman entrepreneur historian scientist researcher physicist economist"
    " compatriot winger fullback defenceman centre-back left-hander right-hander opener batsman bowler"
    " pilot astronaut activist dissident cleric dictator strongman warlord gunman suspect defendant"
    " dealer broker consultant principal superintendent sheriff detective inspector sergeant".split()
)
#: Capitalised words that are no part of any name, whatever stands beside them.
NEVER_NAMES = CALENDAR | frozenset(
    "Internet Web Muslim Muslims Christian Christians Jewish Jews Jew Islamic Islam Catholic Catholics"
    " Protestant Protestants Orthodox Sunni Sunnis Shiite Shiites Shi'ite Shi'ites Shia Hindu Hindus"
    " Buddhist Buddhists Sikh Sikhs Kurdish Kurd Kurds Arab Arabs Arabic European Europeans African Africans"
    " Asian Asians Latin Hispanic Hispanics Bosniak Republicans Democrats Republican Democrat Democratic"
    " Communist Communists Marxist Nazi Nazis Socialist Socialists Western Eastern Northern Southern North"
    " South East Central English Olympics Olympic Cup League Championship Championships Grand Prix Open"
    " Masters Tour Award Awards Prize Act Treaty Accord War Street Avenue Road Boulevard Square Stadium"
    " Building Tower Plaza Hotel Airport Highway Center Centre Eve Week Month Year"
    " Nobel Oscar Grammy Emmy Pulitzer Dow Nasdaq TV Twitter Facebook God Allah Bible Koran Quran Torah"
    " Congress Senate Parliament Cabinet Government Treasury Treasuries Reuters Mr Mrs Ms Inc Corp Ltd"
    " Thomson iPhone iPad Windows Android Ebola AIDS HIV Covid COVID-19 Coronavirus Brexit"
    " Obamacare Medicare Medicaid Zionist Zionists Byzantine Ottoman Confederate Soviet-era Cold Street's"
    " New Old Great Saint Hurricane Tropical Typhoon Cyclone Tropic Category Boeing Airbus Palestinian-Israeli"
    " About After All Also Although Amid Among Another Any As At Because Before Both But By Despite During"
    " Each Even Every Few For From Further He Her Here His How However If In Instead Into It Its Just Last Later"
    " Like Many Meanwhile More Most My No None Nor Not Now Of Off On Once One Only Or Other Others Our Out Over"
    " Perhaps She Since So Some Still Such Than That The Their Then There These They This Those Though Three"
    " Through Thus To Today Two Under Until Unlike Up Upon Was We What When Where Whether Which While Who Why"
    " With Within Without Yes Yet You Your I A An And Four Five Six Seven Eight Nine Ten Earlier Separately"
    " Asked Speaking Citing According Analysts Police Officials Sources Shares Additional Reporting Writing"
    " Editing Graphic Photo Factbox Analysis Update Exclusive Breakingviews Text Table Refile Corrected".split()
)

"""Names and languages by origin, for the demonstration hospital. Common names, put together by chance.

Every choice is drawn from the `random.Random` that the caller passes in, so a seed gives the same people again.
"""

from dataclasses import dataclass
from random import Random
from typing import Literal

Sex = Literal["female", "male"]

# ISO 639-1 codes, 639-3 where there is none.
LANGUAGES = {
    "am": "Amharic",
    "ar": "Arabic",
    "ase": "American Sign Language",
    "en": "English",
    "es": "Spanish",
    "fil": "Filipino",
    "gu": "Gujarati",
    "hi": "Hindi",
    "ht": "Haitian Creole",
    "ig": "Igbo",
    "ko": "Korean",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "so": "Somali",
    "sv": "Swedish",
    "vi": "Vietnamese",
    "yo": "Yoruba",
    "yue": "Cantonese",
    "zh": "Mandarin Chinese",
}


@dataclass(frozen=True)
class Origin:
    """Names that go together, and the languages of those who bear them. `share` is out of 100 patients, roughly.

    `surnames` is how many family names one person has; `alone` is the share of people with one name only;
    `english_names` are taken as preferred names by some.
    """

    key: str
    share: int
    languages: tuple[str, ...]
    family: tuple[str, ...]
    female: tuple[str, ...]
    male: tuple[str, ...]
    surnames: int = 1
    alone: float = 0.0
    english_names: bool = False
    endings: tuple[tuple[str, str], ...] = ()  # family name of a woman, by ending: ("ski", "ska")

    def given(self, sex: Sex) -> tuple[str, ...]:
        return self.female if sex == "female" else self.male


@dataclass(frozen=True)
class Name:
    """A person's name; `given` is empty for somebody with one name only, `preferred` for most people."""

    family: str
    given: str
    preferred: str = ""


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ENGLISH_GIVEN = {
    "female": _list(
        "Mary Linda Barbara Susan Carol Dorothy Helen Sharon Deborah Ruth Emily Grace Hannah Olivia Joan Alice Judith "
        "Martha Frances Janet Diane Evelyn Rose Abigail Claire Louise"
    ),
    "male": _list(
        "James Robert John William Thomas Charles George Edward Frank Walter Henry Arthur Peter Daniel Samuel Raymond "
        "Harold Albert Lewis Martin Oliver Jack Benjamin Douglas Philip Stephen"
    ),
}
# What people are called by those who know them; the name itself is on their papers.
SHORT_FORMS = {
    "Abigail": "Abby", "Albert": "Bert", "Arthur": "Art", "Barbara": "Barb", "Benjamin": "Ben", "Charles": "Charlie",
    "Daniel": "Dan", "Deborah": "Deb", "Dorothy": "Dot", "Edward": "Ted", "Emily": "Em", "Frances": "Fran",
    "Harold": "Harry", "James": "Jim", "Judith": "Judy", "Philip": "Phil", "Raymond": "Ray", "Robert": "Bob",
    "Samuel": "Sam", "Stephen": "Steve", "Susan": "Sue", "Thomas": "Tom", "Walter": "Walt", "William": "Bill",
    "Amara": "Amy", "Francisco": "Paco", "José": "Pepe", "Guadalupe": "Lupe", "Rosario": "Charo", "Ignacio": "Nacho",
    "Aleksander": "Olek", "Katarzyna": "Kasia", "Małgorzata": "Gosia", "Stanisław": "Staszek", "Mikhail": "Misha",
    "Aleksandr": "Sasha", "Yekaterina": "Katya", "Tatyana": "Tanya", "Margareta": "Greta", "Chukwuemeka": "Emeka",
    "Oluwaseun": "Seun", "Folasade": "Sade", "Mohammed": "Mo", "Francisca": "Chica", "Antônio": "Tonho",
}  # fmt: skip

ORIGINS: tuple[Origin, ...] = (
    Origin(
        "english", 30, ("en",),
        _list(
            "Walker Harris Clark Baker Carter Turner Parker Collins Stewart Morris Rogers Reed Cook Bell Murphy Bailey "
            "Cooper Richardson Cox Howard Ward Brooks Watson Bennett Gray Hughes Price Sanders Foster Powell Russell "
            "Griffin Hayes Myers Ford Hamilton Graham Sullivan Wallace Woods Cole West Jordan Owens Reynolds Fisher "
            "Gibson McDonald Marshall Freeman Wells Webb Simpson Stevens Tucker Porter Hunter Hicks Crawford O'Brien "
            "Boyd Mason Kennedy Warren Dixon Burns Gordon Shaw Holmes Rice Black Palmer Grant Fox"
        ),
        ENGLISH_GIVEN["female"], ENGLISH_GIVEN["male"],
    ),
    Origin(
        "african_american", 12, ("en",),
        _list(
            "Washington Jefferson Banks Booker Coleman Jackson Robinson Gaines Dorsey Mosley Battle Bolden Hampton "
            "Joyner Lockett Mayfield Pettway Ransom Singletary Tubman Whitfield Wooten Braxton Broadnax Fuqua"
        ),
        _list("Ebony Latoya Keisha Imani Aaliyah Denise Yolanda Monique Tamika Ernestine Odessa Bernice Loretta Naomi"),
        _list("Darnell Tyrone Jamal Malik Marcus Reginald Cedric Terrence Isaiah Otis Cornelius Rufus Willie DeShawn"),
    ),
    Origin(
        "spanish", 16, ("es", "es", "en"),
        _list(
            "García Rodríguez Martínez Hernández López González Pérez Sánchez Ramírez Torres Flores Rivera Gómez Díaz "
            "Reyes Morales Cruz Ortiz Gutiérrez Chávez Ramos Ruiz Álvarez Mendoza Vásquez Castillo Jiménez Moreno "
            "Romero Herrera Medina Aguilar Vega Castro Méndez Guzmán Fuentes Rojas Núñez Ibarra"
        ),
        _list(
            "María Guadalupe Carmen Rosa Ana Juana Luz Elena Teresa Gloria Silvia Patricia Leticia Yolanda Rosario "
            "Esperanza Verónica Lucía Marisol Dolores"
        ),
        _list(
            "José Juan Luis Carlos Jorge Francisco Miguel Pedro Jesús Alejandro Manuel Roberto Ricardo Fernando Javier "
            "Ramón Ignacio Raúl Héctor Tomás"
        ),
        surnames=2,
    ),
    Origin(
        "portuguese", 5, ("pt",),
        _list(
            "Silva Santos Oliveira Souza Pereira Lima Carvalho Ferreira Ribeiro Almeida Costa Gomes Martins Araújo "
            "Barbosa Rocha Dias Nascimento Moreira Cardoso Teixeira Monteiro Fonseca Tavares"
        ),
        _list("Ana Francisca Antónia Adriana Juliana Márcia Fernanda Patrícia Aline Sandra Beatriz Inês Letícia"),
        _list("João Antônio Paulo Marcos Rafael Daniel Marcelo Bruno Eduardo Felipe Rodrigo Gustavo Tiago Vasco"),
        surnames=2,
    ),
    Origin(
        "nigerian", 4, ("ig", "yo", "en"),
        _list(
            "Okafor Okonkwo Eze Nwosu Obi Adeyemi Adebayo Ogunleye Oyelaran Balogun Chukwu Onyeka Nnamdi Okeke Afolabi "
            "Akinola Olawale Uche Anozie Ibekwe Ojo Fashola"
        ),
        _list("Amara Ngozi Chioma Ifeoma Adaeze Folasade Yetunde Abimbola Nkechi Obioma Temitope Bukola Kehinde Uju"),
        _list("Chidi Emeka Chukwuemeka Oluwaseun Tunde Babatunde Obinna Ikenna Kunle Femi Nonso Segun Uzoma Ayodele"),
    ),
    Origin(
        "somali_ethiopian", 3, ("so", "am"),
        _list("Abdi Warsame Farah Hassan Jama Osman Haile Tesfaye Bekele Gebre Mengistu Alemu Kebede Roble Dirie"),
        _list("Hodan Ifrah Sagal Khadra Hibaaq Almaz Tsehay Selam Meseret Hiwot Genet Ubah Zeinab Aster"),
        _list("Abdirahman Liban Guled Bashir Yonis Abebe Dawit Tadesse Girma Solomon Yared Mulugeta Cawil Samatar"),
    ),
    Origin(
        "arabic", 5, ("ar", "ar", "en"),
        _list(
            "Haddad Khoury Mansour Nasser Saleh Hamdan Darwish Qasim Aziz Rahman Khalil Najjar Shaheen Barakat Sabbagh "
            "Zaidan Farouk Tahir Masri Halabi"
        ),
        _list("Fatima Layla Amina Zahra Mariam Nadia Huda Salma Rania Samira Yasmin Dalia Hanan Iman"),
        _list("Mohammed Ahmed Ali Omar Hussein Khaled Ibrahim Yusuf Hamza Tariq Samir Karim Bilal Walid"),
    ),
    Origin(
        "indian", 5, ("hi", "gu", "en"),
        _list(
            "Patel Shah Sharma Gupta Kumar Singh Desai Mehta Reddy Iyer Nair Joshi Verma Kapoor Malhotra Chopra Bhatt "
            "Trivedi Rao Agarwal Banerjee Mukherjee"
        ),
        _list("Priya Anjali Nisha Sunita Kavita Meera Lakshmi Asha Rekha Usha Deepa Shanti Radha Pooja"),
        _list("Rajesh Amit Sanjay Vijay Rakesh Anil Suresh Ramesh Arjun Vikram Dinesh Harish Mohan Ashok"),
    ),
    Origin(
        "vietnamese", 4, ("vi", "vi", "en"),
        _list("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý"),
        _list("Lan Mai Hoa Thảo Hương Linh Ngọc Trang Phương Thủy Yến Hạnh Kim Tuyết"),
        _list("Minh Hùng Dũng Tuấn Thành Long Quang Hải Nam Phong Đức Bình Khánh Sơn"),
        english_names=True,
    ),
    Origin(
        "chinese", 5, ("zh", "yue", "en"),
        _list("Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Lin Gao Luo Zheng Chan Wong Lam Leung"),
        _list("Xiuying Guiying Meiling Yulan Lihua Xiaoyan Fang Juan Jing Xia Hui Meihua Shufen Yanping"),
        _list("Wei Jianguo Zhiqiang Guohua Yong Jun Ming Haoran Wenbin Dawei Xiaofeng Kaiwen Jiaming Siuming"),
        english_names=True,
    ),
    Origin(
        "korean", 2, ("ko", "en"),
        _list("Kim Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn"),
        _list("Ji-woo Soo-jin Min-seo Young-hee Eun-kyung Hye-jin Mi-sook Kyung-ja Yoo-na Sun-hee"),
        _list("Min-jun Sung-ho Dong-hyun Jae-won Young-soo Kyung-ho Tae-hyung Joon-ho Sang-woo Byung-chul"),
        english_names=True,
    ),
    Origin(
        "filipino", 3, ("fil", "en"),
        _list("Bautista Ocampo Dimaculangan Pangilinan Magsaysay Salonga Macaraeg Dizon Manalo Tolentino Abad Lacson"),
        _list("Maricel Rowena Luzviminda Jocelyn Marites Corazon Imelda Analyn Ligaya Remedios Erlinda Divina"),
        _list("Rodel Arnel Jun Reynaldo Efren Danilo Romeo Bayani Crisanto Rogelio Virgilio Dante"),
    ),
    Origin(
        "polish", 2, ("pl", "en"),
        _list(
            "Kowalski Wiśniewski Lewandowski Zieliński Szymański Woźniak Nowak Mazur Krawczyk Kaczmarek Wójcik "
            "Dąbrowski Piotrowski Grabowski"
        ),
        _list("Katarzyna Małgorzata Agnieszka Ewa Zofia Jadwiga Halina Barbara Krystyna Danuta"),
        _list("Stanisław Aleksander Piotr Andrzej Krzysztof Tadeusz Zbigniew Marek Jerzy Kazimierz"),
        endings=(("ski", "ska"), ("cki", "cka")),
    ),
    Origin(
        "russian", 2, ("ru",),
        _list("Ivanov Petrov Sidorov Smirnov Kuznetsov Popov Volkov Sokolov Lebedev Morozov Pavlov Orlov Belov Titov"),
        _list("Tatyana Yekaterina Olga Svetlana Lyudmila Galina Nina Irina Valentina Natalya"),
        _list("Aleksandr Mikhail Sergei Vladimir Dmitri Nikolai Boris Yuri Viktor Oleg"),
        endings=(("ov", "ova"), ("ev", "eva")),
    ),
    Origin(
        "haitian", 2, ("ht",),
        _list("Jean-Baptiste Pierre-Louis Toussaint Dorvil Estimé Célestin Desrosiers Belizaire Augustin Saint-Fleur"),
        _list("Marie-Ange Rose-Laure Guerline Nadège Fabiola Mirlande Islande Yvrose Carline Wideline"),
        _list("Jean-Claude Wilner Frantz Dieudonné Reynold Emmanuel Wisly Jocelyn Evens Ricardo"),
    ),
    Origin(
        "swedish", 1, ("sv", "en"),
        _list("Svensson Lindqvist Åström Bergström Nyström Lundgren Öberg Sjöberg Engström Hedlund"),
        _list("Margareta Ingrid Birgitta Åsa Karin Astrid Gunilla Elsa"),
        _list("Björn Göran Lars Anders Sven Gustav Nils Åke"),
    ),
    Origin(
        "javanese", 2, ("en",),
        _list("Widodo Santoso Wijaya Kusuma Hartono Susanto Purnomo Suryadi Setiawan Gunawan"),
        _list("Sri Dewi Ratna Wulan Endang Siti Kartika Puspa"),
        _list("Budi Agus Joko Bambang Slamet Eko Hadi Suparman"),
        alone=0.6,
    ),
)  # fmt: skip


def origin(rng: Random) -> Origin:
    return rng.choices(ORIGINS, weights=[each.share for each in ORIGINS])[0]


def name(rng: Random, of: Origin, sex: Sex) -> Name:
    """A name of this origin; a middle name, two family names, one name alone or a preferred name where usual."""
    given = rng.choice(of.given(sex))
    if rng.random() < of.alone:
        return Name(given, "")
    family = " ".join(_ended(each, of, sex) for each in rng.sample(of.family, of.surnames))
    preferred = _preferred(rng, of, sex, given)
    if rng.random() < 0.3:
        given = f"{given} {rng.choice([other for other in of.given(sex) if other != given])}"
    return Name(family, given, preferred)


def _preferred(rng: Random, of: Origin, sex: Sex, given: str) -> str:
    if of.english_names and rng.random() < 0.3:
        return rng.choice(ENGLISH_GIVEN[sex])
    return SHORT_FORMS.get(given, "") if rng.random() < 0.35 else ""


def _ended(family: str, of: Origin, sex: Sex) -> str:
    """The family name as a woman bears it, in languages that change its ending."""
    for ending, hers in of.endings if sex == "female" else ():
        if family.endswith(ending):
            return family.removesuffix(ending) + hers
    return family

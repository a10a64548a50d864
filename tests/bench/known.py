"""What shops of every size have: somebody with a wallet, and a purchase, a job and so on that has older ones."""

from datetime import UTC, datetime, time, timedelta

from creditshop.clock import utcnow
from tests.bench.seed_million import id_of

NUMBER = 70
OWNER, WALLET, PURCHASE = (id_of(prefix, NUMBER) for prefix in ("usr", "wal", "pur"))
JOB, OPERATION, SESSION, INTENT = (id_of(prefix, NUMBER) for prefix in ("job", "op", "cs", "pi"))
EMAIL, EVENT, MAIL = f"customer{NUMBER}@example.com", f"evt_{PURCHASE[4:]}", f"mai_{PURCHASE[4:]}"
# Who got unspent credits refunded, has an open dispute, and is in debt for a lost one; and what was flagged (see fate).
REFUNDED, CONTESTED, INDEBTED, FLAGGED = 72, 116, 37, 50
ACT, FLAG, STAFF = id_of("aud", NUMBER), id_of("flg", 0), "staff1@example.com"
NOW = utcnow()
TODAY, MIDNIGHT = NOW.date(), datetime.combine(NOW.date(), time(), UTC)
DAY, PAGE = timedelta(days=1), 25

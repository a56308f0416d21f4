"""Every number we show, defined once, in the room of its subject; `measure` says what a measure is."""

from dashboard.figures.measures.economy import ECONOMY
from dashboard.figures.measures.goals import GOALS
from dashboard.figures.measures.sick_leave import SICK_LEAVE
from dashboard.figures.measures.staff import STAFF
from dashboard.figures.measures.volumes import VOLUMES
from dashboard.figures.measures.workplace import WORKPLACE

MEASURES = {measure.id: measure for measure in (*SICK_LEAVE, *STAFF, *WORKPLACE, *VOLUMES, *ECONOMY, *GOALS)}

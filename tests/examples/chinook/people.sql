-- 19
with recursive below (id, depth, line) as (
  select EmployeeId, 0, FirstName || ' ' || LastName from Employee where ReportsTo is null
  union all
  select e.EmployeeId, depth + 1, line || ' > ' || e.FirstName || ' ' || e.LastName from below join Employee e on e.ReportsTo = below.id)
select depth, Title, line from below join Employee on EmployeeId = id order by line;

-- 20
select e.FirstName || ' ' || e.LastName as employee, e.Title, ifnull(b.FirstName, 'nobody') as boss, b.City as "boss's city"
from Employee e left join Employee b on b.EmployeeId = e.ReportsTo order by e.EmployeeId;

-- 21
select e.FirstName || ' ' || e.LastName as employee, b.FirstName || ' ' || b.LastName as boss,
       (julianday(b.BirthDate) - julianday(e.BirthDate)) / 365.25 as years
from Employee e, Employee b where e.ReportsTo = b.EmployeeId and e.BirthDate < b.BirthDate order by 3 desc;

-- 22
select FirstName || ' ' || LastName as employee, substr(HireDate, 1, 10) as hired,
       case strftime('%w', HireDate) when '0' then 'Sun' when '1' then 'Mon' when '2' then 'Tue' when '3' then 'Wed' when '4' then 'Thu'
         when '5' then 'Fri' else 'Sat' end as day,
       cast((julianday(HireDate) - julianday(BirthDate)) / 365.25 as integer) as age
from Employee order by julianday(HireDate) - julianday(BirthDate);

-- 23
select FirstName || ' ' || LastName as name, City, 'employee' as kind, Phone from Employee where Country = 'Canada'
union all
select FirstName || ' ' || LastName, City, 'customer', Phone from Customer where Country = 'Canada'
order by City, name;

-- 24
with recursive under (boss, member) as (
  select EmployeeId, EmployeeId from Employee
  union
  select u.boss, e.EmployeeId from under u join Employee e on e.ReportsTo = u.member)
select FirstName || ' ' || LastName as employee, (select count(*) from Customer where SupportRepId = EmployeeId) as own,
       (select count(*) from Customer where SupportRepId in (select member from under where boss = EmployeeId)) as "all"
from Employee order by EmployeeId;
